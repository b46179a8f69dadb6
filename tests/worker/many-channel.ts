/**
 * The page's end of the browser: the messages that it sends. The worker's is `browser.ts`. A file imports this before all else:
 * the page's modules take the browser as it is when they are loaded.
 */
export const channel = {
  send: async (_message: unknown): Promise<unknown> => undefined,
  storage: {},
};

const browser = {
  runtime: { sendMessage: (message: unknown) => channel.send(message) },
  tabs: { onReplaced: { addListener: () => {} } },
  i18n: { getMessage: (key: string) => key },
  get storage() {
    return channel.storage;
  },
};
Object.assign(globalThis, { browser, navigator: { language: 'nb-NO' } });
