import { describe, expect, it } from 'vitest';
import messages from '../_locales/en/messages.json' with { type: 'json' };
import { type Journal, lies, type Write } from './browser/walk-oracle.ts';
import type { Shown } from './browser/walk-recorder.ts';

type Told = Journal['moments'][number];

const FORM = { form: 'popup 1' };
const SHOWN: Shown = {
  user: 'Åse Lindqvist',
  Associate: 'Jörg Müller-Thomsen · JORG · #104',
  Type: 'imap',
  'Public value': 'mail',
  'Secret value': 'right',
  Comment: '',
  'Valid from': '2026-01-01T00:00',
  'Valid to': '',
  Active: 'true',
};
const [SAVED, READ_BACK] = [messages.saved, messages.savedReadBack].map(({ message }) =>
  message.replace('$1', SHOWN.Type).replace('$2', SHOWN['Public value']).replace('$3', SHOWN.Associate),
) as [string, string];
const OTHER = 'Sanne van den Broek · SANNE · #106';
const whichSave = (associate: string) =>
  messages.whichSave.message
    .replace('$1', SHOWN.Type)
    .replace('$2', SHOWN['Public value'])
    .replace('$3', associate);
const ASK = messages.step_askAgain.message;
const REMOVE = messages.remove.message;
const REMOVED = messages.removed.message.replace('$1', SHOWN['Public value']);

function pressed(at: number, what: string, changes: Partial<Shown> = {}, more: Partial<Told> = {}): Told {
  const shown = { ...SHOWN, ...changes };
  return {
    ...FORM,
    kind: 'pressed',
    at,
    what,
    inNotice: false,
    row: '',
    rowType: shown.Type,
    status: '',
    shown,
    ...more,
  } as Told;
}

function said(at: number, status: string, alert = ''): Told {
  return { ...FORM, kind: 'said', at, status, alert };
}

function sent(arrived: number, executed: number, secret = 'right', associate = 104): Write {
  const content = {
    secret,
    comment: '',
    from: '2026-01-01T00:00:00',
    to: '9999-12-31T23:59:59',
    active: true,
  };
  return {
    key: { associate, type: 'imap', publicValue: 'mail' },
    content,
    user: SHOWN.user,
    arrived,
    executed,
  };
}

const HELD = { ...sent(0, 0).content, secret: 'old', comment: 'note', active: false } as NonNullable<
  Write['content']
>;
/** What was there before a name is typed again, and a Save that takes over from it. */
const seeded = [{ key: sent(0, 0).key, content: HELD }];
const takenOver = (changes: Partial<typeof HELD>): Write => ({
  ...sent(1100, 1110),
  content: { ...HELD, secret: 'right', ...changes },
});
const EMPTY = { 'Valid from': '2026-11-28T00:00' };

const removal = (arrived: number, executed: number): Write => ({
  ...sent(arrived, executed),
  content: null,
});

/** What a walk may come to, and how what is wrong with it begins. */
const JOURNALS: readonly [what: string, wrong: readonly string[], journal: Partial<Journal>][] = [
  [
    'a Save, and what it is told as',
    [],
    { moments: [pressed(1000, 'Save'), said(1200, SAVED)], writes: [sent(1100, 1110)] },
  ],
  ['a Save that nobody asked for', ['1:'], { writes: [sent(1100, 1110)] }],
  [
    'a Save for somebody else than is shown',
    ['1:'],
    { moments: [pressed(1000, 'Enter')], writes: [sent(1100, 1110, 'right', 170)] },
  ],
  [
    'a Save where Associate was only typed',
    ['1:'],
    { moments: [pressed(1000, 'Enter', { Associate: 'Jörg' })], writes: [sent(1100, 1110)] },
  ],
  [
    'a Save as another user than is shown',
    ['1:'],
    { moments: [pressed(1000, 'Save', { user: 'Kåre Bjørnstad' })], writes: [sent(1100, 1110)] },
  ],
  [
    'half a date taken for no end',
    ['1:'],
    { moments: [pressed(1000, 'Save', { 'Valid to': '?' })], writes: [sent(1100, 1110)] },
  ],
  [
    'a Save that takes over from the entry of the same name',
    [],
    { moments: [pressed(1000, 'Save', EMPTY)], writes: [takenOver({})], seeded },
  ],
  [
    'a Save that takes over what is stored where something was typed',
    ['1:'],
    { moments: [pressed(1000, 'Save', { ...EMPTY, Comment: 'mine' })], writes: [takenOver({})], seeded },
  ],
  [
    'a Save that takes over what was never stored',
    ['1:'],
    { moments: [pressed(1000, 'Save', EMPTY)], writes: [takenOver({ comment: 'other' })], seeded },
  ],
  [
    'a Save that takes over from what is stored of another type',
    ['1:'],
    {
      moments: [pressed(1000, 'Save', EMPTY)],
      writes: [takenOver({})],
      seeded: [{ key: { ...sent(0, 0).key, type: 'smtp' }, content: HELD }],
    },
  ],
  [
    'Saved, and nothing was carried out',
    ['2:'],
    { moments: [pressed(1000, 'Save'), said(1200, SAVED)], writes: [sent(1100, 0)] },
  ],
  [
    'Saved of what was typed afterwards',
    ['7:'],
    {
      moments: [
        pressed(1000, 'Save'),
        said(1200, '', 'It is not known whether this was done.'),
        pressed(1300, ASK, { 'Public value': 'second' }, { inNotice: true }),
        said(1400, SAVED.replace('mail', 'second')),
      ],
      writes: [sent(1100, 1110)],
    },
  ],
  [
    'read back, and it is an earlier one',
    ['2:'],
    {
      moments: [
        pressed(1000, 'Save', { 'Secret value': 'wrong' }),
        said(1200, '', 'It is not known whether this was done.'),
        pressed(1300, 'Save'),
        said(1500, READ_BACK),
      ],
      writes: [sent(1100, 1110, 'wrong'), sent(1400, 0)],
    },
  ],
  [
    'read back, and it is the one',
    [],
    { moments: [pressed(1000, 'Save'), said(1500, READ_BACK)], writes: [sent(1100, 1110)] },
  ],
  [
    'Saved of an earlier form, while another Save is asked for in vain',
    [],
    {
      moments: [
        { ...pressed(1000, 'Save'), form: 'popup 0' },
        pressed(1300, 'Save', { 'Secret value': 'other' }, { status: 'Saving…' }),
        said(1500, SAVED),
      ],
      writes: [sent(1100, 1400)],
    },
  ],
  [
    'Not saved, and it is done later',
    ['3:'],
    {
      moments: [pressed(1000, 'Save'), said(1200, '', 'Not saved. The connection failed.')],
      writes: [sent(1100, 60_000)],
    },
  ],
  [
    'Not saved of what an earlier form has not sent, and another Save of the same name is done',
    [],
    {
      moments: [
        { ...pressed(1000, 'Save', { Associate: OTHER }), form: 'popup 0' },
        { ...pressed(1100, 'Save'), form: 'popup 0' },
        said(1300, '', `Not saved. The connection failed. ${whichSave(OTHER)}`),
      ],
      writes: [sent(1150, 1160)],
    },
  ],
  [
    'Not saved of what an earlier form has sent and is done, and another Save of the same name is not',
    ['3:'],
    {
      moments: [
        { ...pressed(1000, 'Save', { Associate: OTHER }), form: 'popup 0' },
        { ...pressed(1100, 'Save'), form: 'popup 0' },
        said(1300, '', `Not saved. The connection failed. ${whichSave(SHOWN.Associate)}`),
      ],
      writes: [sent(1050, 0, 'right', 106), sent(1150, 1160)],
    },
  ],
  [
    'Not saved, and the next try is',
    [],
    {
      moments: [
        pressed(1000, 'Save'),
        said(1200, '', 'Not saved. The connection failed. Try again'),
        pressed(1300, 'Try again', {}, { inNotice: true }),
        said(1500, SAVED),
      ],
      writes: [sent(1100, 0), sent(1400, 1410)],
    },
  ],
  [
    'not known, and it is done later',
    [],
    {
      moments: [
        pressed(1000, 'Save'),
        said(1200, '', 'Not saved so far; it is not known whether it will be.'),
      ],
      writes: [sent(1100, 60_000)],
    },
  ],
  [
    'Removed, and it is there',
    ['4:'],
    {
      moments: [pressed(1000, REMOVE, {}, { row: 'mail Edit Remove' } as Partial<Told>), said(1200, REMOVED)],
      writes: [removal(1100, 0)],
      seeded: [{ key: sent(0, 0).key, content: sent(0, 0).content as NonNullable<Write['content']> }],
    },
  ],
  [
    'Not removed, and it is gone',
    ['4:'],
    {
      moments: [
        pressed(1000, REMOVE, {}, { row: 'mail Edit Remove' } as Partial<Told>),
        said(1200, '', 'Not removed. The browser stopped the extension.'),
      ],
      writes: [removal(1100, 1110)],
    },
  ],
];

describe('the oracle of the random walk', () => {
  it.each(JOURNALS)('%s', (_what, wrong, { moments = [], writes = [], seeded = [] }) => {
    const found = lies({ moments, writes, seeded });
    expect(found.map((lie) => lie.slice(0, 2))).toEqual(wrong);
  });
});
