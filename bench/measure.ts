import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Crm, startCrm } from '../tests/crm/server.ts';
import { stageChromium } from './chromium.ts';
import { bundleClient } from './client-bundle.ts';
import { stageFirefox } from './firefox.ts';
import { measureHeap, measurePageLoad, measureWorkerStart } from './footprint.ts';
import { measureLists, measureSearches } from './growth.ts';
import { manyByClient, measureChecking, measureManyHeap, measureStoring } from './many.ts';
import { measureOpening } from './opening.ts';
import { roomsOfWorker } from './rooms.ts';
import { measureSaving, measureTraffic, openByClient, savingByClient } from './saving.ts';
import type { Stage } from './stage.ts';
import { traceOpening } from './trace.ts';

const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** What takes its time each round is measured in fewer. */
export const fewOf = (rounds: number): number => Math.min(rounds, 3);

export type Measured = Awaited<ReturnType<typeof measure>>;

/** Measures the built extension beside others, in turns. */
export async function measure(rounds: number) {
  const load = loadavg()[0] ?? 0;
  const crm = await startCrm();
  try {
    const client = await bundleClient();
    const chromium = await inChromium(crm, client, rounds);
    const firefox = await inFirefox(crm, rounds);
    const rooms = await roomsOfWorker();
    return { rounds, load, loadAfter: loadavg()[0] ?? 0, client, rooms, chromium, firefox };
  } finally {
    await crm.close();
  }
}

async function inChromium(crm: Crm, client: string, rounds: number) {
  const stage = await stageChromium(crm);
  const few = fewOf(rounds);
  try {
    const opening = await told('icon → ready', () =>
      measureOpening(stage, rounds, { client: () => openByClient(stage, client) }),
    );
    const saving = await told('Save → confirmed', () =>
      measureSaving(stage, crm, rounds, { client: savingByClient(stage, client) }),
    );
    const traffic = await told('traffic', () => measureTraffic(stage, crm, client));
    const steps = await told('from click to paint', () => traceOpening(stage, crm, rounds));
    const workerStart = await told('start of the worker', () => measureWorkerStart(stage, rounds));
    crm.reset();
    const heap = await told('heap', () => measureHeap(stage, crm));
    const lists = await told('lists', () => measureLists(stage, crm, few));
    const searches = await told('searches', () => measureSearches(stage, crm, few));
    crm.reset();
    const hundred = await told('100 rows', () =>
      measureStoring(stage, crm, { lines: 100, rounds: few }, { client: manyByClient(stage, client, 100) }),
    );
    const many = await told('many at once', () => measureMany(stage, crm));
    const manyHeap = await told('heap of many at once', () => measureManyHeap(stage, crm));
    const pageLoad = await told('page load', () => measurePageLoad(stage, crm, rounds, dist));
    const { version } = stage;
    return {
      ...{ version, opening, saving, traffic, steps, workerStart, heap, lists, searches },
      ...{ hundred, many, manyHeap, pageLoad },
    };
  } finally {
    await stage.close();
  }
}

async function inFirefox(crm: Crm, rounds: number) {
  const stage = await stageFirefox(crm);
  try {
    const opening = await told('icon → ready in Firefox', () => measureOpening(stage, rounds));
    const saving = await told('Save → confirmed in Firefox', () => measureSaving(stage, crm, rounds));
    const steps = await told('from click to ready in Firefox', () => traceOpening(stage, crm, rounds));
    const many = await told('many at once in Firefox', () => measureMany(stage, crm));
    return { version: stage.version, opening, saving, steps, many };
  } finally {
    await stage.close();
  }
}

/** Each takes so long that one round has to do. */
async function measureMany(stage: Stage, crm: Crm) {
  return {
    fiveHundred: await measureStoring(stage, crm, { lines: 500, rounds: 1 }),
    checking: await measureChecking(stage, crm, { lines: 2_000, users: 50_000 }),
  };
}

async function told<T>(what: string, measure: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  const measured = await measure();
  console.log(`${what}: measured in ${Math.round((Date.now() - begun) / 1000)} s`);
  return measured;
}
