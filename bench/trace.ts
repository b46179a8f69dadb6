import type { ChromiumStage } from './chromium.ts';
import { alternate, type Sample } from './rounds.ts';

/** What happens between a click and the associate on the screen; in the order in which it usually does. */
export const STEPS = {
  popupBegun: 'the browser has made the popup and asks for its page',
  firstByte: 'first byte of the popup’s page',
  asked: 'the popup’s script has run so far that it asks the worker',
  firstRender: 'the popup’s first render',
  workerBegun: 'the browser has begun to start the worker',
  requestsOut: 'the function runs in the CRM tab, the first request leaves it',
  answersIn: 'the last answer has arrived in the CRM tab',
  answered: 'the worker’s answer is at the popup',
  ready: 'the associate is filled in, Save can be pressed',
  painted: 'and that is painted',
} as const;

type Step = keyof typeof STEPS;

/** Medians of each step, in milliseconds after the click, with the worker asleep. Nothing that ships takes part in it. */
export async function traceOpening(stage: ChromiumStage, rounds: number): Promise<Sample<Step>> {
  const { traced } = await alternate(rounds, { traced: () => trace(stage) });
  return traced;
}

async function trace(stage: ChromiumStage): Promise<Sample<Step>> {
  await stage.setWorker('ours', 'asleep');
  await stage.reload();
  const session = await stage.page.createCDPSession();
  let requestsOut = 0;
  let answersIn = 0;
  const asked = new Map<string, number>();
  session.on('Network.requestWillBeSent', ({ requestId, request, wallTime, timestamp }) => {
    // The list of what is stored is asked for later, by SOAP.
    if (!request.url.includes('/api/v1/')) return;
    requestsOut ||= wallTime * 1000;
    asked.set(requestId, wallTime - timestamp);
  });
  session.on('Network.loadingFinished', ({ requestId, timestamp }) => {
    const epoch = asked.get(requestId);
    if (epoch !== undefined) answersIn = Math.max(answersIn, (epoch + timestamp) * 1000);
  });
  await session.send('Network.enable');
  const { popup, clicked, opening } = await stage.open('ours');
  const worker = await stage.drivers.ours.worker(stage.page);
  const workerBegun = await worker.evaluate(() => performance.timeOrigin);
  await popup.close();
  await session.detach();
  const afterClick = (time: number) => opening.timeOrigin + time - clicked;
  return {
    popupBegun: afterClick(0),
    firstByte: afterClick(opening.firstByte),
    firstRender: afterClick(opening.firstRender),
    asked: afterClick(opening.asked),
    workerBegun: workerBegun - clicked,
    requestsOut: requestsOut - clicked,
    answersIn: answersIn - clicked,
    answered: afterClick(opening.answered),
    ready: afterClick(opening.ready),
    painted: afterClick(opening.painted),
  };
}
