/** When the popup's form was ready, in milliseconds of its document's own clock, which began at `timeOrigin`. */
export interface Opening {
  readonly timeOrigin: number;
  /** The first byte of the document was there. */
  readonly firstByte: number;
  /** Something was drawn into the document. */
  readonly firstRender: number;
  /** The worker was asked, and had answered: where that can be seen. */
  readonly asked?: number;
  readonly answered?: number;
  /** The associate was filled in and Save could be pressed. */
  readonly ready: number;
  /** That had been painted: where that can be seen. */
  readonly painted?: number;
}

/** Runs in the popup: whether the associate is filled in and Save can be pressed. */
export function isFormReady(document: Document): boolean {
  const associate = document.querySelector<HTMLInputElement>('input#Associate');
  const save = document.querySelector<HTMLButtonElement>('button[type=submit]');
  return Boolean(associate?.value && save && !save.disabled && save.ariaDisabled !== 'true');
}

/**
 * Runs in a popup before anything else there, put in from outside; nothing of it ships. It tells `benchReport` of the
 * {@link Opening}, once.
 * @param isReady {@link isFormReady}, put in likewise
 */
export function watchOpening(isReady: typeof isFormReady): void {
  const { chrome, benchReport } = globalThis as unknown as {
    chrome: { runtime?: { sendMessage(message: unknown): Promise<unknown> } };
    benchReport(json: string): void;
  };
  // A popup begins as an empty document.
  if (!location.protocol.endsWith('-extension:')) return;
  let [firstRender, asked, answered] = [0, 0, 0];
  const send = chrome?.runtime?.sendMessage;
  if (chrome?.runtime && send) {
    chrome.runtime.sendMessage = async (message) => {
      if ((message as { command?: string }).command !== 'open') return send.call(chrome.runtime, message);
      asked ||= performance.now();
      const answer = await send.call(chrome.runtime, message);
      answered ||= performance.now();
      return answer;
    };
  }
  const observer = new MutationObserver(() => {
    if (document.body?.firstElementChild) firstRender ||= performance.now();
    if (!isReady(document)) return;
    observer.disconnect();
    const ready = performance.now();
    requestAnimationFrame(() => {
      // What comes after the frame's own work.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        benchReport(
          JSON.stringify({
            timeOrigin: performance.timeOrigin,
            firstByte: navigation?.responseStart ?? 0,
            firstRender,
            asked,
            answered,
            ready,
            painted: performance.now(),
          }),
        );
      };
      channel.port2.postMessage(null);
    });
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

/** Runs in the popup: presses Save and gives the milliseconds until the form says that it is saved. */
export function pressSave(): Promise<number> {
  return new Promise((resolve) => {
    const pressed = performance.now();
    const observer = new MutationObserver(() => {
      if (!document.querySelector('[role=status]')?.textContent?.startsWith('Saved')) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    document.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
  });
}

/** A request as the CRM has recorded it, to be sent again. */
export interface Resent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Runs in the CRM's page: sends the same bytes by nothing but `fetch`, and gives the milliseconds to the answer's end. */
export async function fetchBare({ path, headers, body }: Resent): Promise<number> {
  const begun = performance.now();
  const answer = await fetch(path, { method: 'POST', headers, body, credentials: 'omit', cache: 'no-store' });
  const text = await answer.text();
  const took = performance.now() - begun;
  if (answer.status !== 200 || !/:Succeeded[^>]*>true</.test(text)) throw new Error(`not saved: ${text}`);
  return took;
}

/** Runs in the popup: has the same `fetch` done by the CRM's tab: what the way there and back takes, with neither form nor worker. */
export async function fetchFromPopup(resent: Resent): Promise<number> {
  interface Api {
    tabs: { query(which: object): Promise<{ id: number }[]> };
    scripting: {
      executeScript(script: object): Promise<{ result: { status: number; text: string } }[]>;
    };
  }
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  const { tabs, scripting } = browser ?? chrome;
  const [tab] = await tabs.query({ active: true, currentWindow: true });
  const begun = performance.now();
  const [frame] = await scripting.executeScript({
    target: { tabId: tab?.id },
    args: [resent],
    func: async ({ path, headers, body }: Resent) => {
      const answer = await fetch(path, {
        method: 'POST',
        headers,
        body,
        credentials: 'omit',
        cache: 'no-store',
      });
      return { status: answer.status, text: await answer.text() };
    },
  });
  const took = performance.now() - begun;
  const { status, text } = frame?.result ?? { status: 0, text: '' };
  if (status !== 200 || !/:Succeeded[^>]*>true</.test(text)) throw new Error(`not saved: ${text}`);
  return took;
}

/** Runs in a document of the floor: likewise by its worker, which is the way of ours. */
export async function fetchByWorker(resent: Resent): Promise<number> {
  interface Api {
    tabs: { query(which: object): Promise<{ id: number }[]> };
    runtime: { sendMessage(message: object): Promise<{ status: number; text: string }> };
  }
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  const { tabs, runtime } = browser ?? chrome;
  const [tab] = await tabs.query({ active: true, currentWindow: true });
  const begun = performance.now();
  const { status, text } = await runtime.sendMessage({ tabId: tab?.id, resent });
  const took = performance.now() - begun;
  if (status !== 200 || !/:Succeeded[^>]*>true</.test(text)) throw new Error(`not saved: ${text}`);
  return took;
}

/** Milliseconds since 1970, as finely as in the documents above. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
