chrome.tabs.query({ active: true, currentWindow: true }).then(async ([tab]) => {
  // The popup asks by itself; or its worker does, as ours does.
  const [principal, , associate] = location.search
    ? await chrome.runtime.sendMessage(tab.id)
    : await ask(tab.id);
  document.getElementById('who').textContent = principal.FullName;
  document.getElementById('Associate').value =
    `${associate.FullName} · ${associate.Name} · #${associate.AssociateId}`;
  document.querySelector('button').disabled = false;
});
