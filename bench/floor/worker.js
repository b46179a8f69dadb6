// The popup does without it: it is here to be woken, beside the extension's own.
chrome.runtime.onMessage.addListener((_message, _sender, answer) => answer(null));
