import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Crm, startCrm } from '../tests/crm/server.ts';
import { stageChromium } from './chromium.ts';
import { bundleClient } from './client-bundle.ts';
import { stageFirefox } from './firefox.ts';
import { measureHeap, measurePageLoad, measureWorkerStart } from './footprint.ts';
import { measureLists, measureSearches } from './growth.ts';
import { measureOpening } from './opening.ts';
import { measureSaving, measureTraffic, openByClient, savingByClient } from './saving.ts';
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
    return { rounds, load, client, chromium, firefox };
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
    const pageLoad = await told('page load', () => measurePageLoad(stage, crm, rounds, dist));
    const { version } = stage;
    return { version, opening, saving, traffic, steps, workerStart, heap, lists, searches, pageLoad };
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
    return { version: stage.version, opening, saving, steps };
  } finally {
    await stage.close();
  }
}

async function told<T>(what: string, measure: () => Promise<T>): Promise<T> {
  const begun = Date.now();
  const measured = await measure();
  console.log(`${what}: measured in ${Math.round((Date.now() - begun) / 1000)} s`);
  return measured;
}
