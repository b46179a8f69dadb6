import type { Associate, StoredCredential } from '../tests/crm/data.ts';
import type { Crm } from '../tests/crm/server.ts';
import { form } from '../tests/driver/form.ts';
import type { ChromiumStage } from './chromium.ts';
import { alternate, type Sample } from './rounds.ts';

type Growth = Sample<'firstRow' | 'usable' | 'popupBlocked' | 'workerBlocked' | 'answerBytes'>;

/** How long a list of so many stored credentials takes to come; its comments as long as they may be, or short. */
export function measureLists(stage: ChromiumStage, crm: Crm, rounds: number) {
  const list = (rows: number, comment: string) => async (): Promise<Growth> => {
    crm.reset();
    crm.credentials.length = 0;
    for (let row = 0; row < rows; row++) crm.credentials.push(credential(row, comment));
    return grow(stage, crm, {
      field: 'Type',
      // Not read on opening, as imap and smtp are.
      typed: 'erp',
      selector: '.stored li',
      rows,
      operation: 'GetUntrustedCredentialsForAssociate',
    });
  };
  return alternate(rounds, {
    one: list(1, 'Mailbox'),
    hundred: list(100, 'Mailbox'),
    thousands: list(2_000, 'Mailbox'),
    // The largest answer that is read has 1,048,576 characters.
    megabyte: list(MEGABYTE_ROWS, 'x'.repeat(254)),
  });
}

const MEGABYTE_ROWS = 1_800;

/** How long an associate search takes among a few users and among 50,000. */
export function measureSearches(stage: ChromiumStage, crm: Crm, rounds: number) {
  const search = (users: number) => async (): Promise<Growth> => {
    crm.reset();
    const { associates } = crm.tenants.Cust12345;
    const some = associates.find(({ AssociateId }) => AssociateId === 104) as Associate;
    for (let id = 1_000; associates.length < users; id++) {
      associates.push({
        ...some,
        AssociateId: id,
        PersonId: 0,
        Name: `USER${id}`,
        FullName: `Ola Nordmann ${id}`,
      });
    }
    return grow(stage, crm, {
      field: 'Associate',
      typed: 'Nordmann',
      selector: '[role=listbox] [role=option]:not(.empty)',
      rows: 1,
      operation: 'User',
    });
  };
  return alternate(rounds, { few: search(100), many: search(50_000) });
}

function credential(row: number, Comment: string): StoredCredential {
  return {
    AssociateId: 104,
    Type: 'erp',
    ValidFrom: '2024-03-01T00:00:00',
    ValidTo: '9999-12-31T23:59:59',
    Comment,
    SecretValue: 'S3cret',
    PublicValue: `mail${row}.fjordlys.example jorg`,
    IsActive: true,
  };
}

/** What is typed where, and what grows out of it: so many rows, by an operation. */
interface Growing {
  readonly field: string;
  readonly typed: string;
  readonly selector: string;
  readonly rows: number;
  readonly operation: string;
}

/** Types something into a field of a new popup, and watches what grows out of it. */
async function grow(
  stage: ChromiumStage,
  crm: Crm,
  { field, typed, selector, rows, operation }: Growing,
): Promise<Growth> {
  await stage.reload();
  crm.requests.length = 0;
  const { popup } = await stage.open('ours');
  const worker = await stage.drivers.ours.worker(stage.page);
  await worker.evaluate(watchTurns);
  await popup.evaluate(watchRows, { selector });
  const fields = form(popup);
  await fields.fill(field, typed);
  // A new type is read once it is left; people are searched for while one types.
  if (field === 'Type') await popup.press('Tab');
  await popup.waitFor(() => 'benchGrown' in globalThis, null, 'the first rows');
  // Of a long list the rest is a click away: that may not block either.
  await popup.waitFor(isAtEnd, { selector, rows }, 'the last row');
  const grown = await popup.evaluate(
    () =>
      (globalThis as unknown as { benchGrown: Record<'firstRow' | 'usable' | 'popupBlocked', number> })
        .benchGrown,
  );
  const workerBlocked = await worker.evaluate(
    () => (globalThis as unknown as { benchLongestTurn: number }).benchLongestTurn,
  );
  // The draft would be there again the next time.
  await fields.click('Clear');
  await popup.close();
  // Other types are read, too: they have nothing.
  const answers = crm.requests.filter((request) => request.operation === operation);
  const answerBytes = Math.max(...answers.map((request) => request.answerBytes));
  return { ...grown, workerBlocked, answerBytes };
}

/** Runs in the worker, which has no `longtask` entries: the longest time for which a timer had to wait. */
function watchTurns(): void {
  const world = globalThis as unknown as { benchLongestTurn: number; benchTimer?: unknown };
  world.benchLongestTurn = 0;
  if (world.benchTimer) return;
  let last = performance.now();
  world.benchTimer = setInterval(() => {
    const time = performance.now();
    world.benchLongestTurn = Math.max(world.benchLongestTurn, time - last - 5);
    last = time;
  }, 5);
}

/** Runs in the popup, again and again: goes on to the next rows until the last ones are there. */
function isAtEnd({ selector, rows }: { selector: string; rows: number }): boolean {
  const last = document.querySelector('.stored .pager');
  if (document.querySelectorAll(selector).length >= rows || last?.textContent.includes(`–${rows} `))
    return true;
  [...(last?.querySelectorAll('button') ?? [])].at(-1)?.click();
  return false;
}

/** Runs in the popup: from the next input on, when rows are there, when they are painted, and the longest task. */
function watchRows({ selector }: { selector: string }): void {
  let begun = 0;
  const grown = { firstRow: 0, usable: 0, popupBlocked: 0 };
  new PerformanceObserver((list) => {
    for (const { duration, startTime } of list.getEntries()) {
      if (begun && startTime >= begun) grown.popupBlocked = Math.max(grown.popupBlocked, duration);
    }
  }).observe({ type: 'longtask' });
  addEventListener('input', () => (begun ||= performance.now()), { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    observer.disconnect();
    grown.firstRow = performance.now() - begun;
    // Two frames on, what was drawn has been painted, and its long task has been told of.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        grown.usable = performance.now() - begun;
        setTimeout(() => Object.assign(globalThis, { benchGrown: grown }), 50);
      }),
    );
  });
  observer.observe(document, { subtree: true, childList: true });
}
