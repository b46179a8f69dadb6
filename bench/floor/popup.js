chrome.tabs.query({ active: true, currentWindow: true }).then(async ([tab]) => {
  const [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: ask });
  const [principal, , associate] = result;
  document.getElementById('who').textContent = principal.FullName;
  document.getElementById('Associate').value =
    `${associate.FullName} · ${associate.Name} · #${associate.AssociateId}`;
  document.querySelector('button').disabled = false;
});

// Runs in the CRM's page: the same three questions, side by side.
function ask() {
  const base = location.pathname.split('/')[1];
  const xsrf = /XSRF-TOKEN=([^;]*)/.exec(document.cookie)[1];
  const PersonId = Number(/person_id=(\d+)/.exec(location.search)[1]);
  const json = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-XSRF-TOKEN': xsrf };
  const get = (path) => fetch(`/${base}/api/v1/${path}`, { headers: json }).then((answer) => answer.json());
  return Promise.all([
    get('User/currentPrincipal'),
    get('User/currentToken'),
    fetch(`/${base}/api/v1/Agents/Associate/GetAssociateByPersonId`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ PersonId }),
    }).then((answer) => answer.json()),
  ]);
}
