import type { Page, Protocol } from 'puppeteer-core';
import { ensureBrowser } from '../scripts/browsers.ts';
import type { Crm } from '../tests/crm/server.ts';
import { type Chromium, install, launchChromium } from '../tests/driver/chromium.ts';
import { inDocument, sourceOf } from '../tests/driver/document.ts';
import { isFormReady, now, type Opening, watchOpening } from './probe.ts';
import { FOLDERS, type Opened, type Stage, type Who } from './stage.ts';

/** One Chromium that holds all extensions. */
export interface ChromiumStage extends Stage {
  readonly drivers: Readonly<Record<Who, Chromium>>;
  /** The one of the latest tab. */
  readonly page: Page;
}

/** Starts it. */
export async function stageChromium(crm: Crm): Promise<ChromiumStage> {
  const ours = await launchChromium(await ensureBrowser('chromium'), { extension: FOLDERS.ours });
  const { browser } = ours;
  const drivers = {
    ours,
    floor: await install(ours, FOLDERS.floor),
    floorByWorker: await install(ours, FOLDERS.floorByWorker),
  };
  let tab = await ours.openTab(`${crm.pages.signIn}?user=ASE`);

  // A worker that is still being installed does not stop.
  for (const driver of Object.values(drivers)) await driver.startedWorker(tab.page);

  let report: (opening: Opening) => void = () => undefined;
  const session = await browser.target().createCDPSession();
  session.on('Target.attachedToTarget', ({ sessionId, waitingForDebugger }) => {
    const attached = session.connection()?.session(sessionId);
    if (!attached || !waitingForDebugger) return;
    attached.on('Runtime.bindingCalled', ({ payload }) => report(JSON.parse(payload)));
    const source = `(${sourceOf(watchOpening)})(${sourceOf(isFormReady)})`;
    const all = [
      attached.send('Runtime.enable'),
      attached.send('Runtime.addBinding', { name: 'benchReport' }),
      attached.send('Page.enable'),
      attached.send('Page.addScriptToEvaluateOnNewDocument', { source }),
      attached.send('Runtime.runIfWaitingForDebugger'),
    ];
    // What goes away before it is ready is missed where it is waited for.
    Promise.all(all).catch(() => undefined);
  });
  const others: Protocol.Target.TargetFilter = ['service_worker', 'browser', 'tab'].map((type) => ({
    type,
    exclude: true,
  }));
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    // A popup begins as something nameless.
    filter: [...others, {}],
  });

  async function open(who: Who): Promise<Opened> {
    await tab.bringToFront();
    const reported = new Promise<Opening>((resolve) => {
      report = resolve;
    });
    let clicked = 0;
    const popup = await drivers[who].popupOpenedBy(async () => {
      clicked = now();
      await tab.page.triggerExtensionAction(drivers[who].extension);
      await reported;
    });
    return { popup, clicked, opening: await reported };
  }

  return {
    version: await browser.version(),
    drivers,
    get page() {
      return tab.page;
    },
    open,
    evaluate: inDocument((expression) => tab.page.evaluate(expression)).evaluate,
    async reload() {
      // A tab that no extension has ever been let into: a frame keeps what they leave there from page to page.
      const before = tab;
      tab = await ours.openTab(crm.pages.person);
      await before.close();
    },
    async setWorker(who, state) {
      if (state === 'awake') await drivers[who].startedWorker(tab.page);
      else await drivers[who].stopBackground();
    },
    async besideFloor() {
      const { popup } = await open('floorByWorker');
      await popup.close();
      // Another popup would take ours away.
      const beside = await browser.newPage({ background: true });
      await beside.goto(`chrome-extension://${drivers.floorByWorker.extension.id}/manifest.json`);
      return inDocument((expression) => beside.evaluate(expression));
    },
    async openBatch() {
      const { popup } = await open('ours');
      await popup.close();
      return ours.extensionPage(`batch/index.html?tab=${await tab.tabId()}`);
    },
    workerBegun: async () => ({
      begun: await (await ours.worker(tab.page)).evaluate(() => performance.timeOrigin),
    }),
    close: ours.close,
  };
}
