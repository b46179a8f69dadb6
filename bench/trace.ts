import type { Crm } from '../tests/crm/server.ts';
import { alternate, type Sample } from './rounds.ts';
import type { Stage } from './stage.ts';

/** What happens between a click and the associate on the screen; in the order in which it usually does. */
export const STEPS = {
  popupBegun: 'the browser has made the popup and asks for its page',
  firstByte: 'first byte of the popup’s page',
  asked: 'the popup’s script has run so far that it asks the worker',
  firstRender: 'the popup’s first render',
  workerBegun: 'the browser has begun to start the worker',
  workerRan: 'the worker’s script has been read and has run',
  requestsIn: 'the function has run in the CRM tab, the first request is at the CRM',
  answersOut: 'the last answer has left the CRM',
  answered: 'the worker’s answer is at the popup',
  ready: 'the associate is filled in, Save can be pressed',
  painted: 'and that is painted',
} as const;

type Step = keyof typeof STEPS;

/** Medians of each step, in milliseconds after the click, with the worker asleep. Nothing that ships takes part in it. */
export async function traceOpening(stage: Stage, crm: Crm, rounds: number): Promise<Partial<Sample<Step>>> {
  const { traced } = await alternate(rounds, { traced: () => trace(stage, crm) });
  return traced;
}

async function trace(stage: Stage, crm: Crm): Promise<Sample> {
  await stage.setWorker('ours', 'asleep');
  await stage.reload();
  crm.requests.length = 0;
  const { popup, clicked, opening } = await stage.open('ours');
  const { timeOrigin, firstByte, firstRender, asked, answered, ready, painted } = opening;
  // The list of what is stored is asked for later, by SOAP.
  const requests = crm.requests.filter(({ path }) => path.includes('/api/v1/'));
  const { begun, ran } = await stage.workerBegun();
  const steps: Sample<Step> = {
    requestsIn: Math.min(...requests.map(({ arrived }) => arrived)),
    answersOut: Math.max(...requests.map(({ answered }) => answered)),
    workerBegun: begun,
    workerRan: ran ?? Number.NaN,
    popupBegun: timeOrigin,
    firstByte: timeOrigin + firstByte,
    firstRender: timeOrigin + firstRender,
    asked: timeOrigin + (asked ?? Number.NaN),
    answered: timeOrigin + (answered ?? Number.NaN),
    ready: timeOrigin + ready,
    painted: timeOrigin + (painted ?? Number.NaN),
  };
  await popup.close();
  const seen = Object.entries(steps).filter(([, time]) => !Number.isNaN(time));
  return Object.fromEntries(seen.map(([step, time]) => [step, time - clicked]));
}
