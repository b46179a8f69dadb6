/** The same three questions, side by side, in the CRM's tab. */
// biome-ignore lint/correctness/noUnusedVariables: the popup and the worker use it
async function ask(tabId) {
  const [{ result }] = await chrome.scripting.executeScript({
    target: { tabId },
    func: () => {
      const base = location.pathname.split('/')[1];
      const xsrf = /XSRF-TOKEN=([^;]*)/.exec(document.cookie)[1];
      const PersonId = Number(/person_id=(\d+)/.exec(location.search)[1]);
      const json = { Accept: 'application/json', 'Content-Type': 'application/json', 'X-XSRF-TOKEN': xsrf };
      const get = (path) =>
        fetch(`/${base}/api/v1/${path}`, { headers: json }).then((answer) => answer.json());
      return Promise.all([
        get('User/currentPrincipal'),
        get('User/currentToken'),
        fetch(`/${base}/api/v1/Agents/Associate/GetAssociateByPersonId`, {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ PersonId }),
        }).then((answer) => answer.json()),
      ]);
    },
  });
  return result;
}
