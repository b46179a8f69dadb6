import messages from '../../_locales/en/messages.json' with { type: 'json' };
import type { Failure } from '../../src/failures.ts';
import type { TextKey } from '../../src/ui/text.ts';
import { FAULTS, ruleOf, WRITE_FAULTS } from '../crm/faults.ts';
import type { OperationName } from '../crm/server.ts';
import { CORNERS } from '../installations.ts';
import type { Hindrance } from './tab.ts';

export const SAVE = 'SaveUntrustedCredentialsForAssociate';
export const REMOVE = 'RemoveUntrustedCredentialsForAssociate';
export const READ = 'GetUntrustedCredentialsForAssociate';
export const LOOK_UP = 'GetAssociateByPersonId';
/** Save where there is no SOAP. */
export const SAVE_BY_REST = 'SaveUntrustedCredentialsForAssociate by REST';

/** NetServer's exceptions that mean the same wherever they come from: all but a session's, and, after a write, the database's. */
const EXCEPTIONS = {
  'exception:SoSentryException': 'notAllowed',
  'exception:SoNotFoundException': 'refused (SoNotFoundException)',
  'exception:SoInvalidArgumentException': 'refused (SoInvalidArgumentException)',
  'exception:SoValidationException': 'refused (SoValidationException)',
  'exception:SoDbAccessException': 'refused (SoDbAccessException)',
  'exception:SoLicenseException': 'refused (SoLicenseException)',
  'exception:XsrfValidationException': 'stalePage',
};
const BUSY = 'busy (in 1 minute)';
const REFUSALS = {
  ...EXCEPTIONS,
  '429': BUSY,
  'busy-503': 'busy (in 30 seconds)',
  '421': 'tenantMoved',
  'fault-500': 'serverFault (500)',
};
/** A write goes where the list was just read. What it is refused there is refused, and tried nowhere else. */
const REFUSED_WRITES = {
  ...EXCEPTIONS,
  '401': 'ticketRefused',
  'exception:SoSessionException': 'ticketRefused',
  '302': 'pageInstead',
  '403': 'forbidden',
  '404': 'serverFault (404)',
  '421': 'tenantMoved',
  '429': BUSY,
};
const AGENT = {
  ...REFUSALS,
  '302': 'pageInstead',
  '401': 'ticketRefused',
  'exception:SoSessionException': 'ticketRefused',
  // Where SOAP is closed REST is tried, and gives NetServer's own exception.
  '403': 'notAllowed',
  '404': 'refused (SoNotFoundException)',
};
/** Where nothing was to be changed, an answer that does not come or cannot be read is all there is to say. */
const LOSSES = {
  'drop-before': 'noConnection',
  'drop-after': 'noConnection',
  slow: 'cancelled',
  'html-502': 'pageInstead',
  'html-503': 'pageInstead',
  'html-504': 'noAnswer',
  'html-200': 'pageInstead',
  truncated: 'unreadable',
  huge: 'unreadable',
  doctype: 'unreadable',
};
const SESSION = {
  ...REFUSALS,
  '302': 'pageInstead',
  ...LOSSES,
  '401': 'notSignedIn',
  'exception:SoSessionException': 'notSignedIn',
  '403': 'notAllowed',
};

const FAULT_NAMES = [
  ...Object.keys(FAULTS),
  'exception:SoSessionException',
  ...Object.keys(EXCEPTIONS),
] as Fault[];
const WRITES: readonly Write[] = [SAVE, REMOVE, SAVE_BY_REST];
const WRITE_FAULT_NAMES = Object.keys(WRITE_FAULTS) as WriteFault[];

/** Nothing went wrong for the person: without a ticket there is no SOAP, and REST does it. */
export const BY_REST = 'by REST';

export type Fault = keyof typeof FAULTS | keyof typeof EXCEPTIONS | 'exception:SoSessionException';
export type WriteFault = keyof typeof WRITE_FAULTS;
type Write = typeof SAVE | typeof REMOVE | typeof SAVE_BY_REST;
export type Operation =
  | typeof SAVE
  | typeof REMOVE
  | typeof READ
  | typeof SAVE_BY_REST
  | typeof LOOK_UP
  | 'currentPrincipal'
  | 'currentToken';

/**
 * What a person reads when one operation goes wrong: by operation and fault the names of the sentences shown one after
 * the other, as {@link sentenceOf} knows them.
 */
export const EXPECTED: {
  readonly [O in Operation]: {
    readonly [F in Fault]: string;
  } & (O extends Write ? { readonly [F in WriteFault]: string } : object);
} = {
  [SAVE]: {
    ...led('not saved', {
      ...REFUSED_WRITES,
      // The server itself has ended these: what it does not have now it will not have.
      'exception:SoDbAccessException': 'notSaved: refused (SoDbAccessException)',
      'fault-500': 'notSaved: serverFault (500)',
      'html-200': 'notSaved: pageInstead',
    }),
    'drop-before': 'notSavedYet: noConnection',
    'html-502': 'notSavedYet: pageInstead',
    'html-503': 'notSavedYet: pageInstead',
    'busy-503': 'notSavedYet: busy (in 30 seconds)',
    'drop-after': 'saved (read back)',
    truncated: 'saved (read back)',
    huge: 'saved (read back)',
    doctype: 'saved (read back)',
    nil: 'saved',
    slow: 'notSavedYet: cancelled',
    'html-504': 'notSavedYet: noAnswer',
    'fault-after': 'saved (read back)',
    'slow-then-drop': 'notSavedYet: cancelled',
    'null-200': 'saved',
    'quotes-secret': 'not saved: notSaved: refused (SoDbAccessException)',
  },
  [REMOVE]: {
    ...led('not removed', {
      ...REFUSED_WRITES,
      'exception:SoDbAccessException': 'notRemoved: refused (SoDbAccessException)',
      'fault-500': 'notRemoved: serverFault (500)',
      'html-200': 'notRemoved: pageInstead',
    }),
    'drop-before': 'notRemovedYet: noConnection',
    'html-502': 'notRemovedYet: pageInstead',
    'html-503': 'notRemovedYet: pageInstead',
    'busy-503': 'notRemovedYet: busy (in 30 seconds)',
    'drop-after': 'removed',
    truncated: 'removed',
    huge: 'removed',
    doctype: 'removed',
    nil: 'removed',
    slow: 'notRemovedYet: cancelled',
    'html-504': 'notRemovedYet: noAnswer',
    'fault-after': 'removed',
    'slow-then-drop': 'notRemovedYet: cancelled',
    'null-200': 'removed',
    'quotes-secret': 'not removed: notRemoved: refused (SoDbAccessException)',
  },
  [READ]: {
    // The list is beside the form and in nobody's way: there is nothing to cancel.
    ...led('list not read', { ...AGENT, ...LOSSES, slow: 'noAnswer' }),
    nil: 'no list',
  },
  [SAVE_BY_REST]: {
    ...led('not saved', {
      ...AGENT,
      // Of an exception that is none of NetServer's, or the database's, nobody knows when it happened.
      'exception:SoDbAccessException': 'notSaved: refused (SoDbAccessException)',
      'fault-500': 'notSaved: serverFault (500)',
      'html-200': 'notSaved: pageInstead',
    }),
    'drop-before': 'notSavedYet: noConnection',
    'html-502': 'notSavedYet: pageInstead',
    'html-503': 'notSavedYet: pageInstead',
    'busy-503': 'notSavedYet: busy (in 30 seconds)',
    'drop-after': 'saved (read back)',
    // Success has no body.
    truncated: 'saved',
    huge: 'saved',
    doctype: 'saved',
    // And a body is no success.
    nil: 'saved (read back)',
    // A session's requests are served one by one: it cannot be asked either, for as long.
    slow: 'unsettled: cancelled',
    'html-504': 'unsettled: noAnswer',
    'fault-after': 'saved (read back)',
    'slow-then-drop': 'unsettled: cancelled',
    'null-200': 'not saved: notSaved: unreadable',
    'quotes-secret': 'not saved: notSaved: refused (SoDbAccessException)',
  },
  [LOOK_UP]: {
    ...led('not looked up', { ...AGENT, ...LOSSES }),
    // The slow one may be served before the question who is signed in.
    slow: 'not looked up: cancelled or cancelled',
    'html-504': 'not looked up: noAnswer or noAnswer',
    nil: 'no associate',
  },
  currentPrincipal: { ...SESSION, '404': 'refused (SoNotFoundException)', nil: 'noUser' },
  currentToken: {
    // Who is signed in is known: whatever is no token means that there is none.
    ...(Object.fromEntries(FAULT_NAMES.map((fault) => [fault, BY_REST])) as Record<Fault, string>),
    // A session's requests are served one by one: the associate of the page waits behind it.
    slow: 'cancelled',
    'html-504': 'not looked up: noAnswer',
  },
};

export const OPERATIONS = Object.keys(EXPECTED) as Operation[];

export type Faults = readonly [SetFault, ...SetFault[]];
type SetFault = readonly [operation: OperationName, fault: Fault | WriteFault];

/**
 * The cells that are tried through the real form as well, in Chromium and in Firefox: one for each thing that a browser decides
 * (what it makes of a dropped connection, an aborted or misdirected request, a body of 20 MB) or a person sees of it.
 */
export const IN_BROWSERS: readonly (readonly [operation: Operation, fault: Fault])[] = [
  [SAVE, 'drop-before'],
  [SAVE, 'drop-after'],
  [SAVE, 'slow'],
  [SAVE, '421'],
  [SAVE, 'html-200'],
  [SAVE, 'exception:SoDbAccessException'],
  [REMOVE, 'drop-after'],
  [REMOVE, 'fault-500'],
  [READ, 'html-503'],
  [READ, 'huge'],
  [SAVE_BY_REST, 'truncated'],
  [LOOK_UP, 'nil'],
  [LOOK_UP, '403'],
  ['currentPrincipal', '401'],
  ['currentPrincipal', 'html-200'],
  ['currentToken', '404'],
];

/** Several operations that go wrong at once; the first one is the one that is tried. */
export const TOGETHER: readonly (readonly [faults: Faults, statement: string])[] = [
  [both(SAVE, 'drop-after', READ, 'html-503'), 'unsettled: pageInstead'],
  [both(SAVE, 'drop-before', READ, 'html-503'), 'unsettled: pageInstead'],
  [both(SAVE, 'html-200', READ, 'nil'), 'unsettled: unreadable'],
  [both(REMOVE, 'drop-after', READ, 'exception:SoSentryException'), 'unsettled: notAllowed'],
  [both(REMOVE, 'drop-before', READ, 'drop-before'), 'unsettled: noConnection'],
  [both('currentPrincipal', 'html-200', 'api', 'html-200'), 'notSuperOffice'],
];

/** What may be the matter with the tab itself, and what is said of it. */
export const TAB_STATES: readonly (readonly [state: Hindrance, says: string, statement: Failure['kind']])[] =
  [
    ['silent', 'a message of the page is open, or a script of its own has no end', 'tabSilent'],
    ['frozen', 'the browser lets nothing run in it (Chromium)', 'tabAsleep'],
    ['discarded', 'the browser has put it to sleep', 'tabAsleep'],
    ['discarded, Firefox', 'likewise in Firefox', 'tabAsleep'],
    ['crashed', 'its process has ended', 'tabCrashed'],
    ['crashed, Firefox', 'likewise in Firefox', 'tabCrashed'],
    ['error page', 'the browser shows an error page of its own', 'errorPage'],
    ['error page, Firefox', 'likewise in Firefox', 'errorPage'],
    ['PDF, Firefox', 'it shows what Firefox keeps extensions out of', 'tabClosedOff'],
    ['policy', 'an administrator’s policy keeps extensions off the site', 'blockedByPolicy'],
  ];

function both(one: OperationName, itsFault: Fault, other: OperationName, othersFault: Fault): Faults {
  return [
    [one, itsFault],
    [other, othersFault],
  ];
}

function led<F extends string>(lead: string, statements: Record<F, string>): Record<F, string> {
  const entries = Object.entries<string>(statements);
  return Object.fromEntries(entries.map(([fault, name]) => [fault, `${lead}: ${name}`])) as Record<F, string>;
}

/** The names that are not those of failures. */
const SENTENCES: Readonly<Record<string, TextKey>> = {
  saved: 'saved',
  'saved (read back)': 'savedReadBack',
  removed: 'removed',
  'no list': 'storedNoList',
  'no associate': 'about_notAnAssociate',
  'not saved': 'leadSave',
  'not removed': 'leadRemove',
  'list not read': 'leadList',
  'not looked up': 'leadLookup',
};

/** The English sentence of a name such as `saved`, `noAnswer` or `serverFault (500)`. */
function sentenceOf(name: string, substitutions: readonly string[]): string {
  const [, kind, detail] = /^(\w+)(?: \(([\w ]+)\))?$/.exec(name) ?? [];
  const key = SENTENCES[name] ?? (`failure_${kind}` as TextKey);
  const inserted = detail && !(name in SENTENCES) ? [detail] : substitutions;
  return messages[key].message.replace(/\$(\d)/g, (_, place) => inserted[place - 1] ?? '…');
}

/** The English sentences of names such as `unsettled: noAnswer`; empty where REST does it instead. */
export function statementOf(names: string, ...substitutions: string[]): string {
  if (names === BY_REST) return '';
  return names
    .split(': ')
    .map((name) => sentenceOf(name, substitutions))
    .join(' ');
}

/** The document about the matrix, of the same data. */
export function faultsDocument(): string {
  const cell = (operation: Operation, fault: Fault) => {
    const statement = EXPECTED[operation][fault];
    return IN_BROWSERS.some((each) => each[0] === operation && each[1] === fault)
      ? `**${statement}**`
      : statement;
  };
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = (head: string[], rows: string[][]) =>
    [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
  const statements = [
    ...OPERATIONS.flatMap((operation) => Object.values(EXPECTED[operation])),
    ...TOGETHER.map(([, statement]) => statement),
    ...TAB_STATES.map(([, , statement]) => statement),
  ];
  const names = statements
    .flatMap((statement) => statement.split(/: | or /))
    .filter((name) => name !== BY_REST)
    .map((name) => (name in SENTENCES ? name : name.replace(/ \(.*\)/, ' (…)')));

  return `# What goes wrong, and what a person reads

<!-- Written by \`npm run faults\`, from tests/worker/fault-matrix.ts. -->

Each of these calls can go wrong in each of these ways, and whatever happens the form says one thing, which is true. A name
in a cell stands for a sentence, and a colon joins two; the sentences are further down. When the answer to a Save or Remove
is lost, SuperOffice is asked what it holds before anything is said.

\`tests/worker/fault-matrix.test.ts\` tries every cell: the real worker, in Node, on the demo CRM. What comes of it is held
against what the CRM then has. Cells in bold are also tried through the form in Chromium and in Firefox, by
\`tests/browser/faults.test.ts\`.

${table(
  ['', ...OPERATIONS.map((operation) => `\`${operation}\``)],
  FAULT_NAMES.map((fault) => [
    fault in FAULTS ? `\`${fault}\`: ${ruleOf(fault).says}` : `\`${fault}\``,
    ...OPERATIONS.map((operation) => cell(operation, fault)),
  ]),
)}

Writes can go wrong in some more ways:

${table(
  ['', ...WRITES.map((operation) => `\`${operation}\``)],
  WRITE_FAULT_NAMES.map((fault) => [
    `\`${fault}\`: ${ruleOf(fault).says}`,
    ...WRITES.map((operation) => EXPECTED[operation][fault]),
  ]),
)}

With 401, 403 and 404 SOAP gives a page of the web server, and REST the exception of NetServer's that has this status:
\`SoSessionException\`, \`SoSentryException\`, \`SoNotFoundException\`. What SOAP does not offer for a read is asked by REST; a write goes where the list was read. \`${BY_REST}\` is no sentence: the form opens, and all is done by REST.

Two at a time:

${table(
  ['', ''],
  TOGETHER.map(([faults, statement]) => [
    faults.map(([operation, fault]) => `\`${operation}\` ${fault}`).join(', '),
    statement,
  ]),
)}

## What is the matter with the tab

Where nobody can be asked in the tab, or nobody answers there, this is said within five seconds, and nothing is sent.
\`tests/worker/tab.test.ts\` tries each for each command, and \`tests/browser/tab.test.ts\` some in the browsers.

${table(
  ['the tab', ''],
  TAB_STATES.map(([, says, statement]) => [says, statement]),
)}

## Installations that differ

Each of these ends with the entry stored (\`tests/worker/installations.test.ts\`), by the endpoint that is named here.

${table(
  ['where', 'a Save goes by'],
  CORNERS.map(({ what, by }) => [what, by]),
)}

What the connection check adds to its verdict there:

${table(
  ['', ''],
  (['checkOtherServer', 'checkOwnOnly', 'checkServiceWorker'] as const).map((key) => [
    `\`${key}\``,
    messages[key].message,
  ]),
)}

## The sentences

Where SuperOffice gives a reason in its own words, they follow, marked as such.

${table(
  ['name', 'sentence'],
  [...new Set(names)].sort().map((name) => [`\`${name}\``, sentenceOf(name.replace(' (…)', ''), [])]),
)}
`;
}
