globalThis.importScripts?.('ask.js');

chrome.runtime.onMessage.addListener((message, _sender, answer) => {
  if (typeof message === 'number') ask(message).then(answer);
  else answer(null);
  return true;
});
