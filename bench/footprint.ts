import type { CDPSession } from 'puppeteer-core';
import type { Crm } from '../tests/crm/server.ts';
import type { ChromiumStage } from './chromium.ts';
import { alternate, median, type Sample } from './rounds.ts';
import { isListed, SAVE, until } from './saving.ts';
import type { Who } from './stage.ts';

/**
 * The heap after so many Saves by the form, each replacing the one before. The last two tell what only grows up from what
 * keeps growing.
 */
export async function measureHeap(stage: ChromiumStage, crm: Crm) {
  const { drivers } = stage;
  await stage.reload();
  const { popup } = await stage.open('ours');
  const target = drivers.ours.browser
    .targets()
    .find((each) => each.type() === 'page' && each.url().includes(`${drivers.ours.extension.id}/popup`));
  if (!target) throw new Error('The popup is not there');
  const popupSession = await target.createCDPSession();
  const worker = (await drivers.ours.startedWorker(stage.page)).client;
  const after = async (saves: number) => {
    await popup.evaluate(saveAgainAndAgain, saves);
    const lastSave = crm.requests.findLastIndex(({ operation }) => operation === SAVE);
    // The list is read anew after the last one.
    await until(() => isListed(crm, lastSave));
    await popup.waitFor(() => document.querySelector('.stored li') !== null, null, 'the list');
    return { popup: await heapOf(popupSession), worker: await heapOf(worker) };
  };
  const afterTen = await after(10);
  const afterHundred = await after(90);
  const afterThreeHundred = await after(200);
  const afterFourHundred = await after(100);
  await popupSession.detach();
  await popup.close();
  return { afterTen, afterHundred, afterThreeHundred, afterFourHundred };
}

/** Runs in the popup: fills in the form and saves, so many times. One call, as each call itself would leave something. */
async function saveAgainAndAgain(times: number): Promise<void> {
  const entry = { Type: 'imap', PublicValue: 'mail.fjordlys.example jorg', SecretValue: 'S3cret' };
  const status = () => document.querySelector('[role=status]')?.textContent ?? '';
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resume) => setTimeout(resume, 5));
  };
  for (let saves = 0; saves < times; saves++) {
    for (const [name, value] of Object.entries(entry)) {
      const input = document.getElementById(name) as HTMLInputElement;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await until(() => !status().startsWith('Saved'));
    document.querySelector<HTMLButtonElement>('button[type=submit]')?.click();
    await until(() => status().startsWith('Saved'));
  }
}

/**
 * Bytes of heap in use after everything that is garbage has been collected: all but compiled code, with what the browser
 * keeps beside: elements, listeners, its own records of the page.
 */
export async function heapOf(session: CDPSession): Promise<number> {
  // Twice: what the first collection finalises, the second one takes away.
  for (let round = 0; round < 2; round++) await session.send('HeapProfiler.collectGarbage');
  const chunks: string[] = [];
  const add = ({ chunk }: { chunk: string }) => chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', add);
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', add);
  interface Snapshot {
    readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } };
    readonly nodes: readonly number[];
  }
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const code = types[0].indexOf('code');
  let sum = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    if (nodes[node + type] !== code) sum += nodes[node + size] as number;
  }
  return sum;
}

/** From a message to a worker that is stopped until it has answered: ours and the floor's. */
export function measureWorkerStart({ drivers }: ChromiumStage, rounds: number) {
  const start = async (who: Who): Promise<Sample<'milliseconds'>> => {
    const driver = drivers[who];
    await driver.stopBackground();
    return { milliseconds: await driver.behindTheScenes((evaluate) => evaluate(greetWorker)) };
  };
  return alternate(rounds, { ours: () => start('ours'), floor: () => start('floor') });
}

/** Runs in a document of an extension. Ours answers what it does not know as soon as it can. */
async function greetWorker(): Promise<number> {
  const { chrome } = globalThis as unknown as {
    chrome: { runtime: { sendMessage(message: string): Promise<unknown> } };
  };
  const begun = performance.now();
  await chrome.runtime.sendMessage('hello');
  return performance.now() - begun;
}

/** How long a page of the CRM loads that nobody has clicked on, with and without our extension; takes it out at last. */
export async function measurePageLoad({ drivers }: ChromiumStage, crm: Crm, rounds: number, dist: string) {
  const { browser, extension } = drivers.ours;
  const { page } = await drivers.ours.openTab(crm.pages.person);
  let worlds = 0;
  const session = await page.createCDPSession();
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.origin.startsWith('chrome-extension:')) worlds += 1;
  });
  await session.send('Runtime.enable');
  const load = async (): Promise<Sample<'milliseconds'>> => {
    const loads: number[] = [];
    for (let count = 0; count < 6; count++) {
      await page.goto(crm.pages.person);
      const loaded = `performance.getEntriesByType('navigation')[0].loadEventEnd`;
      loads.push((await page.evaluate(loaded)) as number);
    }
    // While the first ones load, the browser still installs or removes.
    return { milliseconds: median(loads.slice(3)) };
  };
  let installed: string | undefined = extension.id;
  const times = await alternate(rounds, {
    with: async () => {
      installed ??= await browser.installExtension(dist);
      return load();
    },
    without: async () => {
      if (installed) await browser.uninstallExtension(installed);
      installed = undefined;
      return load();
    },
  });
  await page.close();
  return { times, scriptsOfExtensions: worlds };
}
