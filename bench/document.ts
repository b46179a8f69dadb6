import { availableParallelism, release, type } from 'node:os';
import { PAGES } from '../scripts/build.ts';
import {
  gzipped,
  KIB,
  loadedBy,
  PAGE_LIMITS,
  POPUP_AND_WORKER_LIMIT,
  scriptsIn,
  weigh,
} from '../scripts/weight.ts';
import { fewOf, type Measured } from './measure.ts';
import { compare, milliseconds, plain, table, threshold } from './tables.ts';
import { STEPS } from './trace.ts';

const kibibytes = (bytes: number) => `${(bytes / KIB).toFixed(1)} KiB`;
const bytes = (count: number) => `${count} B`;

/** `docs/performance.md`. */
export function documentOf(measured: Measured): string {
  const { rounds, load, chromium, firefox } = measured;
  return `# Performance

Written by \`npm run bench\`, which measures everything below in one go; each number is what that run measured on that
machine. Times mean little elsewhere: compare the ratios. What is compared takes turns, ${rounds} rounds after one that only warms
up; medians are shown. Ready means that the associate is filled in and Save can be pressed. Nothing in the extension
takes part: it is watched from outside, by the same means as what it is compared with.

${type()} ${release().split('-')[0]}, ${availableParallelism()} cores, load ${load.toFixed(1)} when it began; Chromium ${chromium.version.replace(/^.*\//, '')}, Firefox ${firefox.version.replace(/^.*\//, '')}.

${[openingOf, savingOf, besideClient, weightOf, growthOf, stepsOf].map((section) => section(measured)).join('')}`;
}

const inBoth = ({ chromium, firefox }: Measured) =>
  [
    ['Chromium', chromium],
    ['Firefox', firefox],
  ] as const;

function openingOf(measured: Measured): string {
  const rows = inBoth(measured).flatMap(([name, { opening }]) =>
    (
      [
        ['from the click', opening.browserPart, 1.15],
        ['from the popup’s first byte', { awake: 0, asleep: 0 }, 1.5],
      ] as const
    ).flatMap(([from, before, limit]) =>
      (
        [
          ['awake', 'Awake'],
          ['asleep', 'Asleep'],
        ] as const
      ).map(([state, State]) => {
        const [ours, floor, byWorker] = (['ours', 'floor', 'floorByWorker'] as const).map(
          (who) => before[state] + opening.ready[`${who}${State}`].fromFirstByte,
        ) as [number, number, number];
        return [
          ...compare(`${name}, ${from}, workers ${state}`, ours, floor, limit),
          ...plain('', ours, byWorker, milliseconds).slice(2),
        ];
      }),
    ),
  );
  return `## Icon → ready

The floor (\`bench/floor/\`) is the smallest extension for the same thing, written by hand: no framework, no settings, no
checks, no worker in between; the same three requests, side by side. A browser stops a worker after half a minute
without work, so a click usually finds it asleep, and in Chromium no process ready for the popup either; that holds for
the floor as well. The aim from the first byte is 1.2 ×. Before that nothing of any extension has run: what the browser takes
from the click to the first byte (Chromium now one time, now three times as long, whatever is opened) is one mean for all.

The last two columns are what the design costs: the same floor, but its worker asks, as ours does, so that nothing but the
worker ever knows the session. In Firefox a worker is a page that shares process and thread with the popup.

${table(['', 'ours', 'floor', 'ratio', 'limit', '', 'floor by its worker', 'ratio'], rows)}
`;
}

function savingOf(measured: Measured): string {
  const rows = inBoth(measured).flatMap(([name, { saving }]) =>
    (
      [
        ['atOnce', 'server answers at once'],
        ['late', 'server answers after 50 ms'],
      ] as const
    ).map(([key, when]) => [
      ...compare(`${name}, ${when}`, saving[key].ours.milliseconds, saving[key].bare.milliseconds, 1.25),
      milliseconds(saving[key].fromPopup.milliseconds),
    ]),
  );
  const { traffic } = measured.chromium;
  return `## Save → confirmed

Beside a bare \`fetch\` of the same bytes from the page itself. An extension’s popup has to send it there, and that takes its
time: the last column is the bare \`fetch\` put into the page by the popup, with no worker, no checks and no form. Nothing that
an extension sends from a page can be faster.

${table(['', 'ours', 'bare fetch', 'ratio', 'limit', '', 'bare, sent by a popup'], rows)}
${table(
  ['', 'ours', 'limit', ''],
  [
    threshold('requests per Save', traffic.ours.save.requests, 1, String),
    threshold('requests from open to saved', traffic.ours.all.requests, 5, String),
  ],
)}
`;
}

function besideClient({ client, chromium }: Measured): string {
  const { opening, saving, traffic } = chromium;
  return `## Beside SuperOffice’s own client

\`@superoffice/webapi\` in the CRM’s page does the job by REST: it asks who is signed in and for the associate, and saves. Its
two agents alone are bundled and minified. It shows nothing to anybody: its time to ready is from its script’s first
line, ours from the popup’s first byte with the worker awake. Ours asks for a ticket, and what is stored already, too.

${table(
  ['', 'ours', 'the client', 'ratio'],
  [
    plain('ready', opening.ready.oursAwake.fromFirstByte, opening.ready.client.fromFirstByte, milliseconds),
    plain(
      'saved, server answers at once',
      saving.atOnce.ours.milliseconds,
      saving.atOnce.client.milliseconds,
      milliseconds,
    ),
    plain(
      'saved, server answers after 50 ms',
      saving.late.ours.milliseconds,
      saving.late.client.milliseconds,
      milliseconds,
    ),
    plain('requests from open to saved', traffic.ours.all.requests, traffic.client.all.requests, String),
    plain('sent from open to saved', traffic.ours.all.sent, traffic.client.all.sent, bytes),
    plain('received from open to saved', traffic.ours.all.received, traffic.client.all.received, bytes),
    plain('sent by Save', traffic.ours.save.sent, traffic.client.save.sent, bytes),
    plain('received by Save', traffic.ours.save.received, traffic.client.save.received, bytes),
    plain(
      'JavaScript, gzipped (ours: all that ships)',
      weigh(scriptsIn(...PAGES, 'background')),
      gzipped(client),
      kibibytes,
    ),
  ],
)}
`;
}

function weightOf({ chromium }: Measured): string {
  const { heap, workerStart, pageLoad } = chromium;
  return `## Weight

After the tenth Save the heap should not grow with any. It is counted without compiled code: the browser compiles anew what
runs often, and keeps that. (What the form shows at the moment makes a difference of some KiB, hence the limit.)

${table(
  ['', 'ours', 'limit', ''],
  [
    ...PAGES.map((page) =>
      threshold(
        `what ${page} loads to open, gzipped`,
        weigh(loadedBy(`${page}/index.html`)),
        PAGE_LIMITS[page],
        kibibytes,
      ),
    ),
    threshold(
      'JavaScript of popup and worker, gzipped (aim 40 KiB)',
      weigh(scriptsIn('popup', 'background')),
      POPUP_AND_WORKER_LIMIT,
      kibibytes,
    ),
    threshold('scripts put into a page that nobody clicked on', pageLoad.scriptsOfExtensions, 0, String),
  ],
)}
${table(
  ['', 'ours', 'beside', 'ratio', 'limit', ''],
  [
    ...(['popup', 'worker'] as const).flatMap((part) => [
      compare(
        `heap of the ${part}, after 100 Saves; after 10`,
        heap.afterHundred[part],
        heap.afterTen[part],
        1.1,
        kibibytes,
      ),
      compare(
        `heap of the ${part}, after 400 Saves; after 300`,
        heap.afterFourHundred[part],
        heap.afterThreeHundred[part],
        1.02,
        kibibytes,
      ),
    ]),
    compare(
      'worker, stopped → first answer; the floor’s, which does nothing',
      workerStart.ours.milliseconds,
      workerStart.floor.milliseconds,
    ),
    compare(
      'page load with; without the extension',
      pageLoad.times.with.milliseconds,
      pageLoad.times.without.milliseconds,
    ),
  ],
)}
`;
}

function growthOf({ rounds, chromium }: Measured): string {
  const { lists, searches } = chromium;
  return `## Growth

From the last letter typed, in Chromium; ${fewOf(rounds)} rounds. A search waits 200 ms for the next letter. Blocked is the longest task that
the popup counted on the way to the last row (shorter than 50 ms it counts none), and the longest time for which a timer in the worker had to wait.

${table(
  ['', 'answer', 'first row', 'usable', 'popup blocked', 'limit', '', 'worker blocked'],
  (
    [
      ['1 stored', lists.one],
      ['100 stored', lists.hundred],
      ['2,000 stored', lists.thousands],
      ['the largest answer that is read', lists.megabyte],
      ['search among 100 users', searches.few],
      ['search among 50,000 users', searches.many],
    ] as const
  ).map(([what, grown]) => [
    what,
    kibibytes(grown.answerBytes),
    milliseconds(grown.firstRow),
    milliseconds(grown.usable),
    ...threshold('', grown.popupBlocked, 50, milliseconds).slice(1),
    milliseconds(grown.workerBlocked),
  ]),
)}
${table(
  ['', 'ours', 'beside', 'ratio', 'limit', ''],
  [
    compare('2,000 stored; 100 stored: usable', lists.thousands.usable, lists.hundred.usable, 20),
    compare('search among 50,000; among 100: usable', searches.many.usable, searches.few.usable, 500),
  ],
)}
`;
}

function stepsOf(measured: Measured): string {
  const tables = inBoth(measured).map(([name, { steps }]) =>
    table([`${name}: step`, 'after the click', 'since the step before'], stepRows(steps)),
  );
  return `## From click to paint

With the worker asleep; as far as it can be seen from outside.

${tables.join('\n')}`;
}

function stepRows(steps: Measured['chromium' | 'firefox']['steps']): string[][] {
  return Object.entries(steps)
    .sort(([, one], [, other]) => one - other)
    .map(([step, after], index, all) => [
      STEPS[step as keyof typeof STEPS],
      milliseconds(after),
      milliseconds(after - (all[index - 1]?.[1] ?? 0)),
    ]);
}
