import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { FAULTS, type FaultName, type OperationName, type PageName } from '../crm/server.ts';
import type { Walk } from './walk.ts';
import { associateIn } from './walk-oracle.ts';
import { FIELDS, type FieldName, HALF } from './walk-recorder.ts';
import { EMPLOYEE } from './world.ts';

export const SAVE = 'SaveUntrustedCredentialsForAssociate';
export const REMOVE = 'RemoveUntrustedCredentialsForAssociate';
const READ = 'GetUntrustedCredentialsForAssociate';

/** Whom the pages are about, as the form shows them. */
export const PAGES = {
  person: EMPLOYEE,
  resourceDiary: 'Meeting room Fjord · FJORD · #207',
  customer: '',
  companyOnly: '',
} satisfies Partial<Record<PageName, string>>;

export type Page = keyof typeof PAGES;

/** Who can be found, by what is typed to find them. */
export const PEOPLE: Readonly<Record<string, string>> = {
  jorg: EMPLOYEE,
  sanne: 'Sanne van den Broek · SANNE · #106',
  emily: 'Emily Hartley · EMILY · #107',
};

const FAULTY: readonly OperationName[] = [SAVE, SAVE, SAVE, READ, READ, REMOVE, REMOVE, 'currentPrincipal'];
/** What leaves open whether it was done: that is what it is about. */
const OPEN_ENDS = ['drop-before', 'drop-after', 'drop-after'] as const;
const FAULT_NAMES = [
  ...(Object.keys(FAULTS) as FaultName[]),
  ...OPEN_ENDS,
  'slow',
  'exception:SoSessionException',
  'exception:SoSentryException',
  'exception:SoValidationException',
] as const;

/** One act, by its name in {@link ACTS} and what it is done with. */
export type Act = readonly [name: string, ...what: string[]];

/** What a seed comes to. */
interface Random {
  /** From 0 up to 1. */
  next(): number;
  pick<T>(from: readonly T[]): T;
  /** A text that occurs nowhere else. */
  unique(prefix: string): string;
}

function random(seed: number): Random {
  let state = seed;
  let texts = 0;
  // Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T;
  const unique = (prefix: string) => {
    texts += 1;
    const text = `${prefix}-${seed}-${texts}`;
    return pick([text, text, text, ` ${text} `, `${text} <&"å🔑>`]);
  };
  return { next, pick, unique };
}

interface ActRow {
  /** How often, against the others. */
  readonly often: number;
  /** What it is done with. */
  readonly draw?: (random: Random) => readonly string[];
  readonly act: (walk: Walk, ...what: string[]) => Promise<unknown>;
  /** What comes next half the time: alone, few acts lead anywhere. */
  readonly next?: readonly string[];
}

const aType = ({ pick }: Random) => pick(['imap', 'imap', 'imap', 'smtp', 'ERP', 'Kasse ']);
const aPublicValue = ({ pick, unique }: Random) =>
  pick([unique('mail'), unique('mail'), 'imap.alt.example/jorg.mt']);
const aRow = ({ pick }: Random) => [pick(['0', '0', '1', '2'])];

const AFTER_SAVE = [
  'wait',
  'wait',
  'wait until it can be cancelled',
  'wait until it can be cancelled',
  'close',
  'type',
  'choose an associate',
  'reload the tab',
  'stop the background',
];

/** What happens in a walk: what a person does with the form, in the browser, and what goes wrong at the CRM. */
const ACTS: Readonly<Record<string, ActRow>> = {
  'fill in what is empty': {
    often: 8,
    draw: (random) => [aType(random), aPublicValue(random), random.unique('hemmelig')],
    act: (walk, type = '', publicValue = '', secret = '') =>
      walk.complete({ Type: type, 'Public value': publicValue, 'Secret value': secret }),
    next: ['save', 'save', 'save', 'press Enter', 'search for an associate', 'type half a date', 'fault'],
  },
  type: {
    often: 6,
    draw: (random) =>
      random.pick([
        ['Type', aType(random)],
        ['Public value', aPublicValue(random)],
        ['Public value', random.unique('mail')],
        ['Secret value', random.unique('hemmelig')],
        ['Secret value', random.pick(['', random.unique('hemmelig')])],
        ['Comment', random.unique('note')],
      ]),
    act: (walk, field, text = '') => walk.type(field as FieldName, text),
    next: ['save', 'press Enter', 'take the next step', 'fill in what is empty'],
  },
  'set a date': {
    often: 2,
    draw: ({ pick }) =>
      pick([
        ['Valid to', '2031-05-06T07:08'],
        ['Valid to', ''],
        ['Valid from', '2024-02-29T12:30'],
        ['Valid from', ''],
      ]),
    act: (walk, field, text = '') => walk.type(field as FieldName, text),
  },
  'type half a date': {
    often: 2,
    // A month and a day, or a date without its time.
    draw: ({ pick }) => [pick(['Valid to', 'Valid to', 'Valid from']), pick(['1231', '12312031'])],
    act: (walk, field, digits = '') => walk.typeHalf(field as FieldName, digits),
    next: ['press Enter', 'save'],
  },
  'tick Active': {
    often: 1,
    draw: ({ pick }) => [pick(['true', 'false'])],
    act: (walk, active = '') => walk.type('Active', active),
  },
  'search for an associate': {
    often: 2,
    draw: ({ pick }) => [pick(['sanne', 'e', 'nobody at all', '', 'jorg'])],
    act: (walk, text = '') => walk.type('Associate', text),
    next: ['press Enter', 'save', 'press Tab', 'wait'],
  },
  'choose an associate': {
    often: 3,
    draw: ({ pick }) => [pick(Object.keys(PEOPLE)), pick(['mouse', 'keys'])],
    act: (walk, text = '', how) => walk.choose(text, how === 'keys'),
    next: ['save all of it', 'save'],
  },
  'press Enter': { often: 2, act: (walk) => walk.press('Enter') },
  'press Tab': { often: 2, act: (walk) => walk.press('Tab'), next: ['save'] },
  'go to': {
    often: 2,
    draw: ({ pick }) => [pick(FIELDS)],
    act: (walk, field) => walk.goTo(field as FieldName),
    next: ['press Enter', 'press Tab'],
  },
  save: {
    often: 4,
    act: (walk) => walk.save(),
    next: AFTER_SAVE,
  },
  /** Without what keeps a Save from being sent. */
  'save all of it': {
    often: 22,
    draw: (random) => [aType(random), aPublicValue(random), random.unique('hemmelig')],
    async act(walk, type = '', publicValue = '', secret = '') {
      const shown = await walk.shown();
      if (!shown) return;
      if (Number.isNaN(associateIn(shown.Associate))) await walk.choose('jorg', false);
      if (['', HALF].includes(shown['Valid from'])) await walk.type('Valid from', '2024-02-29T12:30');
      if (shown['Valid to'] === HALF) await walk.type('Valid to', '');
      await walk.complete({ Type: type, 'Public value': publicValue, 'Secret value': secret });
      await walk.click(messages.save.message);
    },
    next: AFTER_SAVE,
  },
  'wait until it can be cancelled': {
    often: 2,
    act: (walk) => walk.untilCancel(),
    next: ['cancel', 'cancel', 'type', 'close', 'stop the background', 'reload the tab', 'lift'],
  },
  cancel: {
    often: 2,
    act: (walk) => walk.click(messages.cancel.message),
    next: ['wait', 'type', 'take the next step', 'save'],
  },
  clear: { often: 1.5, act: (walk) => walk.clear() },
  'take the next step': { often: 4, act: (walk) => walk.takeNextStep() },
  edit: { often: 2, draw: aRow, act: (walk, row) => walk.fillFromRow(row, messages.edit.message) },
  switch: {
    often: 1,
    draw: aRow,
    async act(walk, row) {
      await walk.clickInRow(row, messages.switchOff.message);
      await walk.fillFromRow(row, messages.enterSecret.message, messages.switchOn.message);
    },
  },
  remove: {
    often: 5,
    draw: aRow,
    async act(walk, row) {
      await walk.clickInRow(row, messages.remove.message);
      await walk.clickInRow(row, messages.remove.message);
    },
    next: ['wait', 'wait until it can be cancelled', 'stop the background', 'close'],
  },
  'keep after all': {
    often: 1,
    draw: aRow,
    async act(walk, row) {
      await walk.clickInRow(row, messages.remove.message);
      await walk.clickInRow(row, messages.keep.message);
    },
  },
  'open on': {
    often: 5,
    draw: ({ pick }) => [pick(['person', 'person', 'person', 'resourceDiary', 'customer', 'companyOnly'])],
    act: (walk, page) => walk.open(page as Page),
    next: ['fill in what is empty', 'wait'],
  },
  'open again': {
    often: 3,
    act: (walk) => walk.open(walk.page),
    next: ['fill in what is empty', 'wait'],
  },
  'open in a tab': { often: 1, act: (walk) => walk.openInTab(), next: ['open again'] },
  'turn to the other form': {
    often: 3,
    async act(walk) {
      walk.forms.reverse();
    },
  },
  close: {
    often: 2,
    act: (walk) => walk.close(walk.forms.at(-1)),
    next: ['open again', 'open on', 'stop the background'],
  },
  'stop the background': { often: 2, act: (walk) => walk.world.driver.stopBackground() },
  'reload the tab': {
    often: 2,
    act: async (walk) => walk.load(walk.world.tab.goto(await walk.world.tab.url())),
  },
  'sign in behind': {
    often: 1,
    draw: ({ pick }) => [pick(['ASE', 'ASE', 'KARE'])],
    act: (walk, user = '') => walk.signInBehind(user),
    next: ['save', 'save all of it'],
  },
  'end the session': {
    often: 0.3,
    async act(walk) {
      walk.noteUsers();
      walk.world.crm.endSessions();
    },
  },
  fault: {
    often: 9,
    draw: ({ pick }) => [pick(FAULTY), pick(FAULT_NAMES)],
    act: async (walk, operation, fault) => walk.fail(operation as OperationName, fault as FaultName),
    next: ['save all of it', 'save all of it', 'remove'],
  },
  /** A write whose end nobody can learn. */
  'fault twice': {
    often: 6,
    draw: ({ pick }) => [pick([SAVE, SAVE, REMOVE]), pick(OPEN_ENDS), pick(FAULT_NAMES)],
    async act(walk, operation, fault, faultOfList) {
      walk.fail(operation as OperationName, fault as FaultName);
      walk.fail(READ, faultOfList as FaultName);
    },
    next: ['save all of it', 'save all of it', 'remove'],
  },
  lift: {
    often: 4,
    draw: ({ pick }) => [pick([SAVE, READ, REMOVE, 'currentPrincipal'])],
    act: async (walk, operation) => walk.fail(operation as OperationName, undefined),
    next: ['take the next step', 'wait', 'open again'],
  },
  wait: { often: 3, act: (walk) => walk.rest(), next: ['take the next step'] },
  'come back': { often: 2, act: (walk) => walk.comeBack() },
  /** How the installation gives and takes tickets: by SOAP, by SOAP for an exchanged ticket, or by REST only. */
  installation: {
    often: 0,
    async act({ world: { crm } }, kind) {
      crm.refuseAccessTokens = kind === 'exchange';
      if (kind === 'rest') crm.services = 'none';
    },
  },
};

/** The acts that a seed stands for. */
export function actsOf(seed: number, steps: number): Act[] {
  const drawing = random(seed);
  const names = Object.keys(ACTS);
  const sum = names.reduce((total, name) => total + (ACTS[name] as ActRow).often, 0);
  const anyName = () => {
    let left = drawing.next() * sum;
    return names.find((name) => {
      left -= (ACTS[name] as ActRow).often;
      return left < 0;
    }) as string;
  };
  const acts: Act[] = [
    ['installation', drawing.pick(['soap', 'soap', 'soap', 'exchange', 'rest'])],
    ['open on', 'person'],
  ];
  while (acts.length < steps - 1) {
    const [last] = acts.at(-1) as Act;
    const { next } = ACTS[last] as ActRow;
    const name = next && drawing.next() < 0.5 ? drawing.pick(next) : anyName();
    acts.push([name, ...((ACTS[name] as ActRow).draw?.(drawing) ?? [])]);
  }
  return [...acts, ['come back']];
}

/** Does one of them. */
export async function perform(walk: Walk, [name, ...what]: Act): Promise<void> {
  await (ACTS[name] as ActRow).act(walk, ...what);
}
