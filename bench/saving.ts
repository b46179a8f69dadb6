import type { Crm, RecordedRequest } from '../tests/crm/server.ts';
import type { Surface } from '../tests/driver/driver.ts';
import { form } from '../tests/driver/form.ts';
import type { ChromiumStage } from './chromium.ts';
import { fetchBare, fetchByWorker, fetchFromPopup, pressSave, type Resent } from './probe.ts';
import { alternate, type Sample } from './rounds.ts';
import type { Stage } from './stage.ts';

export const SAVE = 'SaveUntrustedCredentialsForAssociate';
const LIST = 'GetUntrustedCredentialsForAssociate';
export const EMPLOYEE = { personId: 207, associateId: 104 };

/** What travelled for one job. */
interface Traffic {
  readonly requests: number;
  readonly sent: number;
  readonly received: number;
}

/** What the form is filled with; the second time it replaces the first. */
const ENTRY = { Type: 'imap', 'Public value': 'mail.fjordlys.example jorg', 'Secret value': 'S3cret' };

type Took = Sample<'milliseconds'>;
type Own = 'ours' | 'bare' | 'fromPopup' | 'byWorker';

/** The last Save by SOAP, to be sent again. */
export function lastSave(crm: Crm): Resent {
  const { path, body, headers } = crm.requests.findLast(
    ({ operation, headers }) => operation === SAVE && 'soapaction' in headers,
  ) as RecordedRequest;
  const needed = Object.entries(headers).filter(([name]) => /^(accept|content-type|soapaction)$/.test(name));
  return { path, body, headers: Object.fromEntries(needed) };
}

/**
 * Save → confirmed: ours, the same bytes by a bare `fetch` in the page, by one that the popup sends there and by one that the
 * floor's worker does, and whatever else is to take turns with them.
 * Once with the server answering at once, once with 50 ms of delay.
 */
export async function measureSaving<N extends string = never>(
  { open, reload, evaluate, besideFloor }: Stage,
  crm: Crm,
  rounds: number,
  others: Readonly<Record<N, () => Promise<number>>> = {} as Record<N, never>,
) {
  await reload();
  const floor = await besideFloor();
  const { popup } = await open('ours');
  const fields = form(popup);

  async function ours(): Promise<number> {
    for (const [name, value] of Object.entries(ENTRY)) await fields.fill(name, value);
    await hasRead(popup);
    const milliseconds = await popup.evaluate(pressSave);
    // After it the list is read anew: not beside what is measured next.
    const saved = crm.requests.findLastIndex(({ operation }) => operation === SAVE);
    await until(() => isListed(crm, saved));
    await hasRead(popup);
    return milliseconds;
  }
  await ours();
  const resent = lastSave(crm);
  const takes = Object.entries<() => Promise<number>>({
    ours,
    bare: () => evaluate(fetchBare, resent),
    fromPopup: () => popup.evaluate(fetchFromPopup, resent),
    byWorker: () => floor.evaluate(fetchByWorker, resent),
    ...others,
  }).map(([name, take]) => [name, async (): Promise<Took> => ({ milliseconds: await take() })] as const);
  const all = Object.fromEntries(takes) as Record<N | Own, () => Promise<Took>>;
  const atOnce = await alternate(rounds, all);
  crm.delayMilliseconds = 50;
  const late = await alternate(rounds, all);
  crm.delayMilliseconds = 0;
  await popup.close();
  return { atOnce, late };
}

/** Save by SuperOffice's own client, in the page's world; the script is put in where it is not there yet. */
export function savingByClient(stage: ChromiumStage, client: string): () => Promise<number> {
  return async () => {
    if (!(await stage.page.evaluate(`'officialClient' in globalThis`))) await stage.page.evaluate(client);
    return stage.evaluate(saveByClient, EMPLOYEE.associateId);
  };
}

/** Icon → ready by SuperOffice's own client, in the page's world: from the script's first line, as no icon is clicked. */
export async function openByClient(stage: ChromiumStage, client: string) {
  await stage.reload();
  const took = (await stage.page.evaluate(
    `(async () => {
      const begun = performance.now();
      ${client};
      await officialClient.open(${EMPLOYEE.personId});
      return performance.now() - begun;
    })()`,
  )) as number;
  return { fromFirstByte: took };
}

/** Runs in the page. */
async function saveByClient(associateId: number): Promise<number> {
  interface OfficialClient {
    save(associateId: number, type: string, credentials: object): Promise<void>;
  }
  const { officialClient } = globalThis as unknown as { officialClient: OfficialClient };
  const begun = performance.now();
  await officialClient.save(associateId, 'imap', {
    validFrom: new Date(),
    validTo: new Date(9999, 11, 30),
    comment: '',
    secretValue: 'S3cret',
    publicValue: 'mail.fjordlys.example jorg',
    isActive: true,
  });
  return performance.now() - begun;
}

/** What travels from a page just loaded until the entry is saved: ours, and by SuperOffice's own client. */
export async function measureTraffic(stage: ChromiumStage, crm: Crm, client: string) {
  const ours = await trafficOf(stage, crm, async () => {
    const { popup } = await stage.open('ours');
    const fields = form(popup);
    for (const [name, value] of Object.entries(ENTRY)) await fields.fill(name, value);
    await hasRead(popup);
    await popup.evaluate(pressSave);
    await popup.close();
  });
  const byClient = await trafficOf(stage, crm, async () => {
    await stage.page.evaluate(`${client}; officialClient.open(${EMPLOYEE.personId})`);
    await stage.evaluate(saveByClient, EMPLOYEE.associateId);
  });
  return { ours, client: byClient };
}

async function trafficOf({ reload }: Stage, crm: Crm, job: () => Promise<unknown>) {
  await reload();
  crm.requests.length = 0;
  await job();
  const asked = crm.requests.filter(({ operation }) => operation !== 'unknown');
  const untilSaved = asked.slice(0, asked.findIndex(({ operation }) => operation === SAVE) + 1);
  await until(() => untilSaved.every(({ answerBytes }) => answerBytes > 0));
  const trafficIn = (requests: readonly RecordedRequest[]): Traffic => ({
    requests: requests.length,
    sent: sum(requests.map(bytesOf)),
    received: sum(requests.map(({ answerBytes }) => answerBytes)),
  });
  return { all: trafficIn(untilSaved), save: trafficIn(asked.filter(({ operation }) => operation === SAVE)) };
}

/** A request as HTTP/1.1 writes it. */
function bytesOf({ method, path, headers, body }: RecordedRequest): number {
  const lines = [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map((pair) => pair.join(': ')), ''];
  return Buffer.byteLength(`${lines.join('\r\n')}\r\n${body}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Waits until the form knows what is stored: a Save before that reads it once more. */
function hasRead(popup: Surface): Promise<unknown> {
  return popup.waitFor(
    () => document.querySelector('.stored')?.getAttribute('aria-busy') === 'false',
    null,
    'what is stored',
  );
}

/** True when a list was asked for after the given request, and answered. */
export function isListed(crm: Crm, after: number): boolean {
  const last = crm.requests.findLastIndex(({ operation }) => operation === LIST);
  return last > after && crm.requests[last]?.status === 200;
}

/** Waits for something that the CRM sees. */
export async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) throw new Error(`Waited 20 s for ${condition}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}
