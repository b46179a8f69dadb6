import { ensureBrowser } from '../scripts/browsers.ts';
import type { Crm } from '../tests/crm/server.ts';
import { sourceOf } from '../tests/driver/document.ts';
import { type Firefox, launchFirefox } from '../tests/driver/firefox.ts';
import { isFormReady, type Opening } from './probe.ts';
import { FOLDERS, type Opened, type Stage, type Who } from './stage.ts';

// biome-ignore lint/suspicious/noExplicitAny: Firefox's own modules come without types
type Untyped = any;
declare const ChromeUtils: { importESModule(address: string): Untyped };
declare const WebExtensionPolicy: Untyped;
declare const keyring: { widget: string };
declare const content: Window & typeof globalThis;
declare function sendAsyncMessage(name: string, data: object): void;

/** As many of Firefox as there are extensions: its driver knows one. */
export async function stageFirefox(crm: Crm): Promise<Stage> {
  const executable = await ensureBrowser('firefox');
  const start = async (who: Who) => {
    const firefox = await launchFirefox(executable, { extension: FOLDERS[who] });
    return { firefox, tab: await firefox.openTab(`${crm.pages.signIn}?user=ASE`) };
  };
  const all = {
    ours: await start('ours'),
    floor: await start('floor'),
    floorByWorker: await start('floorByWorker'),
  };
  const { firefox, tab } = all.ours;
  return {
    version: await firefox.inBrowser(() => navigator.userAgent.replace(/^.* /, '')),
    evaluate: tab.evaluate,
    async reload() {
      for (const each of Object.values(all)) await each.tab.goto(crm.pages.person);
    },
    open: (who: Who) => open(all[who].firefox),
    async setWorker(who, state) {
      const { firefox } = all[who];
      if (state === 'awake') await firefox.inBrowser(wakeBackground, firefox.addon);
      else await firefox.stopBackground();
    },
    besideFloor: async () => (await open(all.floorByWorker.firefox)).popup,
    async openBatch() {
      const { popup } = await open(firefox);
      await popup.close();
      return firefox.extensionPage(`batch/index.html?tab=${await tab.tabId()}`);
    },
    workerBegun: () => firefox.inBrowser(timesOfBackground, firefox.addon),
    async close() {
      for (const each of Object.values(all)) await each.firefox.close();
    },
  };
}

async function open(firefox: Firefox): Promise<Opened> {
  const watching = `data:,${encodeURIComponent(`(${sourceOf(watchInFrame)})(${sourceOf(isFormReady)})`)}`;
  const opened = await firefox.inBrowser(clickAndWatch, watching);
  return { ...opened, popup: await firefox.popup() };
}

/** Runs in the browser's window. */
async function wakeBackground(addon: string): Promise<void> {
  const { extension } = WebExtensionPolicy.getByID(addon);
  if (extension.backgroundState !== 'running') await extension.wakeupBackground();
}

/** Runs in the browser's window. */
function timesOfBackground(addon: string): Promise<{ begun: number; ran: number }> {
  const views: Untyped[] = [...WebExtensionPolicy.getByID(addon).extension.views];
  const { messageManager } = views.find(({ viewType }) => viewType === 'background').xulBrowser;
  return new Promise((resolve) => {
    messageManager.addMessageListener('Bench:begun', ({ data }: { data: { begun: number; ran: number } }) =>
      resolve(data),
    );
    // A module has run before the document tells that its content is loaded.
    const times = `sendAsyncMessage("Bench:begun", {
      begun: content.performance.timeOrigin,
      ran: content.performance.timeOrigin
        + content.performance.getEntriesByType("navigation")[0].domContentLoadedEventStart,
    })`;
    messageManager.loadFrameScript(`data:,${encodeURIComponent(times)}`, false);
  });
}

/** Runs in the browser's window. */
async function clickAndWatch(watching: string): Promise<{ clicked: number; opening: Opening }> {
  const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
  const reported = new Promise<Opening>((resolve) => {
    // The background has such an element, too; and the popup loads in one and is shown in another.
    const watch = (_event: string, inserted: Untyped) => {
      if (inserted.getAttribute('webextension-view-type') !== 'popup') return;
      inserted.messageManager.addMessageListener('Bench:opened', ({ data }: { data: Opening }) => {
        ExtensionParent.apiManager.off('extension-browser-inserted', watch);
        resolve(data);
      });
      inserted.messageManager.loadFrameScript(watching, false);
    };
    ExtensionParent.apiManager.on('extension-browser-inserted', watch);
  });
  const clicked = performance.timeOrigin + performance.now();
  document.getElementById(`${keyring.widget}-BAP`)?.click();
  return { clicked, opening: await reported };
}

/** Runs beside the popup, in a script of the browser's: what `watchOpening` does in Chromium, as far as it is needed. */
function watchInFrame(isReady: typeof isFormReady): void {
  addEventListener('DOMWindowCreated', () => {
    const { document, performance } = content;
    if (!content.location.protocol.endsWith('-extension:')) return;
    let firstRender = 0;
    const observer = new content.MutationObserver(() => {
      if (document.body?.firstElementChild) firstRender ||= performance.now();
      if (!isReady(document)) return;
      observer.disconnect();
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      sendAsyncMessage('Bench:opened', {
        timeOrigin: performance.timeOrigin,
        firstByte: navigation?.responseStart ?? 0,
        firstRender,
        ready: performance.now(),
      });
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}
