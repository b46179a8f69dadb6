import { manyUsers } from '../tests/crm/many-users.ts';
import type { Crm } from '../tests/crm/server.ts';
import { chooseFile, fileOf } from '../tests/driver/document.ts';
import type { Surface } from '../tests/driver/driver.ts';
import { form } from '../tests/driver/form.ts';
import type { ChromiumStage } from './chromium.ts';
import { heapOf } from './footprint.ts';
import type { Resent } from './probe.ts';
import { alternate, type Sample } from './rounds.ts';
import { EMPLOYEE, lastSave, SAVE, until } from './saving.ts';
import type { Stage } from './stage.ts';

/** How many the page stores at a time unless told otherwise, and what it is compared with. */
const WIDTH = 4;

/** No two tables are about the same entries: what is stored already would be left out. */
let tables = 0;

type Took = Sample<'milliseconds'>;

/** Stores so many lines by the page, each row after 50 ms: ours, the same bytes by a bare loop, and whatever else takes turns. */
export async function measureStoring<N extends string = never>(
  stage: Stage,
  crm: Crm,
  { lines, rounds }: { readonly lines: number; readonly rounds: number },
  others: Readonly<Record<N, () => Promise<number>>> = {} as Record<N, never>,
) {
  const all = {
    ours: () => storeTable(stage, crm, lines),
    bare: () => stage.evaluate(saveMany, { by: { resent: lastSave(crm) }, times: lines, width: WIDTH }),
    ...others,
  };
  const takes = Object.entries<() => Promise<number>>(all).map(
    ([name, take]) =>
      [
        name,
        async (): Promise<Took> => {
          crm.delayMilliseconds = 50;
          return { milliseconds: await take() };
        },
      ] as const,
  );
  try {
    return await alternate(
      rounds,
      Object.fromEntries(takes) as Record<N | 'ours' | 'bare', () => Promise<Took>>,
    );
  } finally {
    crm.reset();
  }
}

async function storeTable(stage: Stage, crm: Crm, lines: number): Promise<number> {
  const page = await checkedTable(stage, crm, { lines, users: 2 * lines });
  crm.delayMilliseconds = 50;
  const took = await page.evaluate(pressStore);
  await page.close();
  return took;
}

/**
 * How long a table takes to be checked among so many users, and for how long nothing else could happen on the page; and how long a
 * frame takes while that is scrolled.
 */
export async function measureChecking(
  stage: Stage,
  crm: Crm,
  table: { readonly lines: number; readonly users: number },
) {
  const page = await checkedTable(stage, crm, table);
  const { took, blocked, longTask } = await page.evaluate(
    () => (globalThis as unknown as { benchChecked: Promise<Checked> }).benchChecked,
  );
  await page.evaluate(drawFrames, false);
  const [still, scrolled] = [await page.evaluate(drawFrames, false), await page.evaluate(drawFrames, true)];
  await page.close();
  crm.reset();
  return { took, blocked, longTask, frames: { still, scrolled } };
}

/** The heap of the page, and of the worker, after 200 of 500 lines are stored and after nearly all. */
export async function measureManyHeap(stage: ChromiumStage, crm: Crm) {
  const page = await checkedTable(stage, crm, { lines: 500, users: 1_000 });
  const fields = form(page);
  const { browser, extension } = stage.drivers.ours;
  const target = browser
    .targets()
    .find((each) => each.type() === 'page' && each.url().includes(`${extension.id}/batch`));
  if (!target) throw new Error('The page is not there');
  const session = await target.createCDPSession();
  const worker = (await stage.drivers.ours.startedWorker(stage.page)).client;
  crm.delayMilliseconds = 10;
  const begun = savesIn(crm);
  const after = async (saves: number) => {
    await until(() => savesIn(crm) >= begun + saves);
    await fields.click('Pause');
    await fields.waitForText(/ · paused/);
    return { page: await heapOf(session), worker: await heapOf(worker) };
  };
  const stored = page.evaluate(pressStore);
  const early = await after(200);
  await fields.click('Continue');
  const late = await after(480);
  await fields.click('Continue');
  await stored;
  await session.detach();
  await page.close();
  crm.reset();
  return { early, late };
}

/** So many Saves by SuperOffice's own client, as many at a time. */
export function manyByClient(stage: ChromiumStage, client: string, times: number): () => Promise<number> {
  return async () => {
    if (!(await stage.page.evaluate(`'officialClient' in globalThis`))) await stage.page.evaluate(client);
    const by = { associateId: EMPLOYEE.associateId };
    return stage.evaluate(saveMany, { by, times, width: WIDTH });
  };
}

function savesIn({ requests }: Crm): number {
  return requests.filter(({ operation, status }) => operation === SAVE && status > 0).length;
}

/** The page for many with a table that is checked: a line for each of the first users, among so many. */
async function checkedTable(
  stage: Stage,
  crm: Crm,
  { lines, users }: { readonly lines: number; readonly users: number },
): Promise<Surface> {
  crm.delayMilliseconds = 0;
  tables += 1;
  const { associates } = crm.tenants.Cust12345;
  if (associates.length < users) {
    for (const user of manyUsers(users - associates.length)) associates.push(user);
  }
  const rows = associates
    .filter(({ Deleted, AssociateId }) => !Deleted && AssociateId >= 1_000)
    .slice(0, lines)
    .map(({ AssociateId }, index) => `#${AssociateId};imap;many.example/${tables}/${index};S3cret ${index}`);
  await stage.reload();
  const page = await stage.openBatch();
  const fields = form(page);
  await fields.waitForField('Table');
  await page.evaluate(watchCheck);
  const table = ['User;Type;Public value;Secret value', ...rows].join('\r\n');
  await page.evaluate(chooseFile, fileOf('many.csv', table));
  await fields.waitForText(/Columns/);
  await fields.click('Check');
  await page.evaluate(() => (globalThis as unknown as { benchChecked: Promise<Checked> }).benchChecked);
  await fields.click('Store');
  await fields.waitForText(new RegExp(`Store ${lines} entries`));
  return page;
}

interface Checked {
  readonly took: number;
  readonly blocked: number;
  readonly longTask: number;
}

/** Runs in the page: from the table's being chosen until it is checked, with the longest time that a timer had to wait. */
function watchCheck(): void {
  let [begun, last, blocked, longTask] = [0, performance.now(), 0, 0];
  const timer = setInterval(() => {
    const time = performance.now();
    if (begun) blocked = Math.max(blocked, time - last - 5);
    last = time;
  }, 5);
  const observer = PerformanceObserver.supportedEntryTypes.includes('longtask')
    ? new PerformanceObserver((list) => {
        for (const { duration, startTime } of list.getEntries()) {
          if (begun && startTime >= begun) longTask = Math.max(longTask, duration);
        }
      })
    : undefined;
  observer?.observe({ type: 'longtask' });
  addEventListener('change', () => (begun ||= performance.now()), { capture: true, once: true });
  const benchChecked = new Promise<Checked>((resolve) => {
    const status = new MutationObserver(() => {
      if (!document.querySelector('[role=status]')?.textContent?.startsWith('Checked:')) return;
      status.disconnect();
      const took = performance.now() - begun;
      // The long task that showed it is told of a little later.
      setTimeout(() => {
        clearInterval(timer);
        observer?.disconnect();
        resolve({ took, blocked, longTask });
      }, 100);
    });
    status.observe(document, { subtree: true, childList: true, characterData: true });
  });
  Object.assign(globalThis, { benchChecked });
}

/** Runs in the page: the milliseconds of a frame, while nothing happens or the table is scrolled from its first row to its last. */
async function drawFrames(scrolls: boolean): Promise<number> {
  const frames = 240;
  const box = document.querySelector('.scroll') as Element;
  const frame = () => new Promise<number>(requestAnimationFrame);
  const begun = await frame();
  let last = begun;
  for (let drawn = 1; drawn <= frames; drawn += 1) {
    if (scrolls) box.scrollTop = ((box.scrollHeight - box.clientHeight) * drawn) / frames;
    last = await frame();
  }
  return (last - begun) / frames;
}

/** Runs in the page: agrees to the question, and gives the milliseconds until all is stored. */
function pressStore(): Promise<number> {
  return new Promise((resolve, reject) => {
    const pressed = performance.now();
    const observer = new MutationObserver(() => {
      const status = document.querySelector('[role=status]')?.textContent ?? '';
      if (!status.startsWith('Done:')) return;
      observer.disconnect();
      if (/^Done: \d+ Stored\.$/.test(status)) resolve(performance.now() - pressed);
      else reject(new Error(status));
    });
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    document.querySelector<HTMLButtonElement>('.confirm button.main')?.click();
  });
}

/** Who saves: nothing but `fetch`, which sends the same bytes again, or SuperOffice's own client for an associate. */
type By = { readonly resent: Resent } | { readonly associateId: number };

/** Runs in the CRM's page: so many Saves, some at a time, and gives the milliseconds until all are done. */
async function saveMany(job: {
  readonly by: By;
  readonly times: number;
  readonly width: number;
}): Promise<number> {
  interface OfficialClient {
    save(associateId: number, type: string, credentials: object): Promise<void>;
  }
  const { officialClient } = globalThis as unknown as { officialClient: OfficialClient };
  const byFetch = async ({ path, headers, body }: Resent) => {
    const answer = await fetch(path, {
      method: 'POST',
      headers,
      body,
      credentials: 'omit',
      cache: 'no-store',
    });
    const text = await answer.text();
    if (answer.status !== 200 || !/:Succeeded[^>]*>true</.test(text)) throw new Error(`not saved: ${text}`);
  };
  const byClient = (associateId: number, left: number) =>
    officialClient.save(associateId, 'imap', {
      validFrom: new Date(),
      validTo: new Date(9999, 11, 30),
      comment: '',
      secretValue: 'S3cret',
      publicValue: `many.example/client/${left}`,
      isActive: true,
    });
  const { by } = job;
  const begun = performance.now();
  let left = job.times;
  const loop = async () => {
    while (left > 0) {
      left -= 1;
      await ('resent' in by ? byFetch(by.resent) : byClient(by.associateId, left));
    }
  };
  await Promise.all(Array.from({ length: job.width }, loop));
  return performance.now() - begun;
}
