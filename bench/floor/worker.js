globalThis.importScripts?.('ask.js');

chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  if (typeof message === 'number') ask(message).then(answer);
  else if (message.resent) resend(message).then(answer);
  else answer(null);
  return true;
});

/** Sends bytes from the CRM's tab, whatever they are: what the way there and back takes. */
async function resend({ tabId, resent }) {
  const [{ result }] = await chrome.scripting.executeScript({
    target: { tabId },
    args: [resent],
    func: async ({ path, headers, body }) => {
      const sent = { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store' };
      const answer = await fetch(path, sent);
      return { status: answer.status, text: await answer.text() };
    },
  });
  return result;
}
