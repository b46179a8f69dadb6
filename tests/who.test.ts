import { expect, it } from 'vitest';
import { emptyWho, type Question, reduceWho, rowsOf, unreadOf, type WhoState } from '../batch/who-state.ts';
import { listKey } from '../src/lists.ts';
import type { TableUser } from '../src/table-users.ts';

const user: TableUser = {
  associateId: 104,
  userName: 'JORG',
  fullName: 'Jörg Müller',
  signInName: '',
  email: '',
  group: '',
  mark: null,
};
const now = '2026-11-28T12:00:00';
const entry = {
  PublicValue: 'm.example',
  Comment: '',
  ValidFrom: '2020-01-01T00:00:00',
  ValidTo: '2026-01-01T23:59:00',
  IsActive: false,
};
const [imap, smtp] = ['imap', 'smtp'].map((type): Question => ({ user, type })) as [Question, Question];
const list = ({ type }: Question) => listKey({ associateId: user.associateId, type });
const done = { kind: 'done', at: 0 } as const;
const asked = reduceWho(emptyWho([]), {
  kind: 'asked',
  questions: [imap, smtp],
  index: { byId: new Map(), match: () => ({ kind: 'unknown', suggestions: [], inactive: [] }) },
});
const answered: WhoState = {
  ...asked,
  answers: new Map([
    [list(imap), { ...done, value: { entries: [entry, entry] } }],
    [list(smtp), { ...done, value: { entries: [] } }],
  ]) as unknown as WhoState['answers'],
};
const marksOf = (removals: WhoState['removals']) =>
  rowsOf({ ...answered, removals }, now).map(({ marks }) => marks);

it('what was removed is looked for as such, and by nothing that it was', () => {
  const removed = { ...done, value: null };
  expect(marksOf(new Map())).toEqual([
    ['expired', 'off'],
    ['expired', 'off'],
  ]);
  expect(marksOf(new Map([[`${list(imap)} 0`, removed]]))).toEqual([['lineRemoved'], ['expired', 'off']]);
  const both = [0, 1].map((number) => [`${list(imap)} ${number}`, removed] as const);
  expect(marksOf(new Map(both))).toEqual([['lineRemoved'], ['lineRemoved'], ['hasNone']]);
});

it('what was stopped, failed or never asked has no answer', () => {
  expect(unreadOf(asked)).toEqual([imap, smtp]);
  expect(unreadOf(answered)).toEqual([]);
  const answers = new Map(answered.answers).set(list(smtp), { kind: 'skipped' });
  expect(unreadOf({ ...answered, answers })).toEqual([smtp]);
});

it('what the other tab has changed is asked once more, also where an answer comes late', () => {
  const changed = reduceWho(
    { ...answered, removals: new Map([[`${list(imap)} 0`, { ...done, value: null }]]) },
    // A server may take it for the same type.
    { kind: 'outdated', lists: [{ associateId: user.associateId, type: 'IMAP' }] },
  );
  expect(unreadOf(changed)).toEqual([imap]);
  const { answers, removals } = answered;
  const late = reduceWho(changed, { kind: 'ticked', answers, removals });
  expect(unreadOf(late)).toEqual([imap]);
  const again = reduceWho(late, { kind: 'began', running: { what: 'ask', total: 1, run: {} as never } });
  const read = reduceWho(again, { kind: 'ticked', answers });
  expect(rowsOf(read, now).map(({ marks }) => marks)).toEqual([
    ['expired', 'off'],
    ['expired', 'off'],
  ]);
});

it('one entry that a server gives for two types, which differ in case alone, is one row', () => {
  const types = ['imap', 'IMAP'].map((type): Question => ({ user, type }));
  const read = reduceWho(asked, { kind: 'asked', questions: types, index: asked.index as never });
  const answers = new Map(
    types.map((question) => [list(question), { ...done, value: { entries: [entry] } }]),
  );
  expect(rowsOf({ ...read, answers: answers as never }, now).map(({ type }) => type)).toEqual(['imap']);
});
