// A click usually finds the worker asleep: it wakes while the form's own scripts are still being read. It need not understand.
(globalThis.browser ?? globalThis.chrome).runtime.sendMessage({ command: 'wake' }).catch(() => {});
