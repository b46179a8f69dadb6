import { describe, expect, it } from 'vitest';
import { type Change, changed } from '../popup/later-state.ts';
import { type Event, type FormState, reduce as reduceEvent, type State } from '../popup/state.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { Opened, PendingSave } from '../src/messages.ts';

const person = { associateId: 104, fullName: 'Jörg Müller', userName: 'JORG' };
const today = new Date(2026, 10, 23);
const opened: Opened = {
  tenant: 'Cust12345',
  host: 'online3.superoffice.com',
  user: { associateId: 100, fullName: 'Åse Lindqvist', userName: 'ASE' },
  as: { associateId: 100, fullName: 'Åse Lindqvist', tenant: 'Cust12345' },
  managesUsers: true,
  about: { kind: 'associate', associate: person, mark: null },
  purpose: 'person-207-x',
  blocker: null,
  preset: { type: '', validityDays: 0, startsEarlier: false, types: [], windowTitle: '', manyAtOnce: 'full' },
  settingsRead: true,
  pendingSaves: [],
};

/** What draws the form, and what comes later. */
type Any = Event | Change;

const DRAWN = ['opening', 'blocked', 'opened', 'edited', 'secretEdited', 'searched', 'chosen', 'cleared'];

function reduce(state: State, event: Any): State {
  return reduceEvent(state, DRAWN.includes(event.kind) ? (event as Event) : changed(event as Change));
}
function run(...events: Any[]): State {
  return events.reduce(reduce, { kind: 'opening' } as State);
}
function runForm(...events: Any[]): FormState {
  return run({ kind: 'opened', opened, kept: undefined, today }, ...events) as FormState;
}
const saveOf = (state: FormState, more: Partial<PendingSave> = {}): PendingSave => ({
  id: '1',
  form: 'this',
  associate: person,
  draft: state.draft,
  before: [],
  ...more,
});
const stored: Change & { kind: 'finished' } = {
  kind: 'finished',
  save: saveOf(runForm()),
  isShown: true,
  result: { ok: true, value: { readBack: false } },
  today,
};
/** What is stored under a name. */
const theirs: StoredEntry = {
  PublicValue: 'x',
  Comment: 'theirs',
  ValidFrom: '2020-01-01T00:00:00',
  ValidTo: '2030-01-01T00:00:00',
  IsActive: false,
};
const saving: Change = { kind: 'saving', id: '1' };

describe('the form’s states', () => {
  it('opens with the page’s associate and nothing to keep', () => {
    expect(runForm()).toMatchObject({
      kind: 'form',
      associate: person,
      dirty: false,
      outcome: { kind: 'none' },
    });
  });

  it('opens with what an earlier form left', () => {
    const left = runForm({ kind: 'edited', changes: { Type: 'imap', Comment: 'typed' } });
    const kept = { associate: person, search: null, draft: left.draft };
    expect(run({ kind: 'opened', opened, kept, today })).toMatchObject({ draft: left.draft, dirty: true });
  });

  it('opens with what was erased and ticked in a stored entry’s fields, though a new entry would be like that', () => {
    const left = runForm({ kind: 'editing', type: 'imap', entry: theirs, isActive: true });
    const erased = reduce(left, { kind: 'edited', changes: { Comment: '', ValidTo: '' } }) as FormState;
    const kept = { associate: person, search: null, draft: erased.draft, touched: erased.touched };
    const again = run({ kind: 'opened', opened, kept, today }, { kind: 'matched', entry: theirs, today });
    expect(again).toMatchObject({ draft: erased.draft });
  });

  it('opens with what was taken over as not typed: another name gives it back', () => {
    const named = runForm({ kind: 'edited', changes: { Type: 'imap', PublicValue: 'x' } });
    const matched = reduce(named, { kind: 'matched', entry: theirs, today }) as FormState;
    const kept = { associate: person, search: null, draft: matched.draft, touched: matched.touched };
    const again = run({ kind: 'opened', opened, kept, today }, { kind: 'matched', entry: null, today });
    expect(again).toMatchObject({ draft: named.draft });
  });

  it('takes an error away when its field is edited, and only then', () => {
    const errors = { Type: { rule: 'required' }, SecretValue: { rule: 'secretRequired' } } as const;
    const wrong = reduce(runForm(), { kind: 'found', errors });
    expect(reduce(wrong, { kind: 'edited', changes: { Type: 'i' } })).toMatchObject({
      errors: { SecretValue: errors.SecretValue },
    });
    expect((reduce(wrong, { kind: 'secretEdited' }) as FormState).errors).toEqual({ Type: errors.Type });
  });

  it('keeps everything typed when a Save fails', () => {
    const typed = runForm(
      { kind: 'edited', changes: { Type: 'imap', PublicValue: 'x', Comment: 'c' } },
      saving,
    );
    const failure = { kind: 'notAllowed', serverMessage: 'no' } as const;
    const failed = reduce(typed, { ...stored, save: saveOf(typed), result: { ok: false, failure } });
    expect(failed).toMatchObject({ draft: typed.draft, dirty: true, outcome: { kind: 'failed', failure } });
  });

  it('is ready for the next of the same type after a Save, and says what was saved until something is typed', () => {
    const typed = runForm(
      { kind: 'edited', changes: { Type: 'imap', PublicValue: 'x', IsActive: false } },
      saving,
    );
    const saved = reduce(typed, { ...stored, save: saveOf(typed) });
    expect(saved).toMatchObject({
      draft: { Type: 'imap', PublicValue: '', IsActive: true },
      dirty: false,
      outcome: { kind: 'saved', target: { draft: { PublicValue: 'x' } } },
    });
    expect(reduce(saved, { kind: 'secretEdited' })).toMatchObject({ outcome: { kind: 'none' } });
  });

  it('is modelled on nothing any more once it is saved: whom is chosen next gets no public value of it', () => {
    const model = { associate: person, draft: stored.save.draft };
    const kept = { associate: person, search: null, draft: stored.save.draft, model };
    expect(run({ kind: 'opened', opened, kept, today })).toMatchObject({ model });
    expect((run({ kind: 'opened', opened, kept, today }, stored) as FormState).model).toBeUndefined();
  });

  it('keeps whom was chosen and what was typed while a Save ran', () => {
    const another = { ...person, associateId: 106 };
    const sent = runForm({ kind: 'edited', changes: { Type: 'imap', PublicValue: 'x', Comment: 'c' } });
    const now = [
      saving,
      { kind: 'chosen', associate: another },
      { kind: 'edited', changes: { PublicValue: 'y' } },
    ].reduce((state, event) => reduce(state, event as Event), sent as State);
    expect(reduce(now, { ...stored, save: saveOf(sent) })).toMatchObject({
      associate: another,
      draft: { Type: 'imap', PublicValue: 'y', Comment: '' },
      dirty: true,
      outcome: { kind: 'saved', target: { associate: person, draft: { PublicValue: 'x' } } },
    });
  });

  it('only tells how a Save for somebody else ended', () => {
    const typed = runForm({ kind: 'edited', changes: { Type: 'erp', PublicValue: 'x' } });
    const earlier = saveOf(typed, { form: 'gone', associate: { ...person, associateId: 106 } });
    const told = reduce(typed, { ...stored, save: earlier, isShown: false });
    expect(told).toMatchObject({ associate: person, draft: typed.draft, dirty: true });
    expect(told).toMatchObject({ outcome: { kind: 'saved', target: { associate: { associateId: 106 } } } });
  });

  it('takes over from a stored entry of the same name what was not typed, and gives it back', () => {
    const typed = runForm({ kind: 'edited', changes: { Type: 'imap', PublicValue: 'x', Comment: 'mine' } });
    const matched = reduce(typed, { kind: 'matched', entry: theirs, today }) as FormState;
    expect(matched.draft).toEqual({
      Type: 'imap',
      PublicValue: 'x',
      Comment: 'mine',
      ValidFrom: '2020-01-01T00:00',
      ValidTo: '2030-01-01T00:00',
      IsActive: false,
    });
    expect(reduce(matched, { kind: 'matched', entry: null, today })).toMatchObject({ draft: typed.draft });
  });

  it('begins a day earlier from when a list tells that the server’s clock is behind, unless a start was typed', () => {
    const told = { kind: 'matched', entry: null, today, startsEarlier: true } as const;
    const dayBefore = { draft: { ValidFrom: '2026-11-22T00:00', ValidTo: '' } };
    expect(runForm().draft.ValidFrom).toBe('2026-11-23T00:00');
    expect(runForm(told)).toMatchObject(dayBefore);
    expect(runForm(told, { kind: 'cleared', today })).toMatchObject(dayBefore);
    const ValidFrom = '2026-12-24T18:00';
    expect(runForm({ kind: 'edited', changes: { ValidFrom } }, told)).toMatchObject({ draft: { ValidFrom } });
  });

  it('gives what was typed back after an edit of a stored entry, whether it is saved or not', () => {
    const typed = runForm({ kind: 'edited', changes: { PublicValue: 'mine', Comment: 'half' } });
    const editing = reduce(typed, {
      kind: 'editing',
      type: 'imap',
      entry: theirs,
      isActive: true,
    }) as FormState;
    const other = reduce(editing, {
      kind: 'editing',
      type: 'smtp',
      entry: theirs,
      isActive: false,
    }) as FormState;
    const back = {
      draft: typed.draft,
      touched: typed.touched,
      dirty: true,
      isEditing: false,
      original: null,
    };
    expect(reduce(editing, { kind: 'editingCancelled', today })).toMatchObject(back);
    expect(reduce(other, { ...stored, save: saveOf(other) })).toMatchObject({
      ...back,
      outcome: { kind: 'saved' },
    });
    // What is typed while the Save runs is newer.
    const changed = reduce(other, { kind: 'edited', changes: { Comment: 'later' } }) as FormState;
    expect(reduce(changed, { ...stored, save: saveOf(other) })).toMatchObject({
      draft: { Comment: 'later' },
    });
  });

  it.each([
    ['of another type', { kind: 'edited', changes: { Type: 'ERP' } }],
    ['for another associate', { kind: 'chosen', associate: { ...person, associateId: 106 } }],
  ] as const)('takes what is edited for a new entry once it is one %s', (_, event) => {
    const named = runForm({ kind: 'edited', changes: { Type: 'imap', PublicValue: 'x' } });
    const on = { ...theirs, IsActive: true };
    const switching = { kind: 'editing', type: 'imap', entry: on, isActive: false, isSwitch: true } as const;
    expect(reduce(reduce(named, switching), event)).toMatchObject({
      isEditing: false,
      isSwitch: false,
      original: null,
      draft: { PublicValue: 'x', Comment: 'theirs', IsActive: true },
    });
    // What was only taken over does not go along.
    const matched = reduce(named, { kind: 'matched', entry: theirs, today });
    expect(reduce(matched, event)).toMatchObject({
      original: null,
      draft: { PublicValue: 'x', Comment: '', ValidFrom: '2026-11-23T00:00', ValidTo: '', IsActive: true },
    });
  });

  it('edits no more what was removed, by this form or meanwhile', () => {
    const editing = runForm({ kind: 'editing', type: 'imap', entry: theirs, isActive: true });
    const removed = { kind: 'removed', publicValue: 'x', result: { ok: true, value: null }, today } as const;
    expect(reduce(editing, { ...removed, type: 'imap' })).toMatchObject({
      isEditing: false,
      original: null,
      draft: { Type: 'imap', PublicValue: '', Comment: '' },
    });
    expect(reduce(editing, { ...removed, type: 'smtp' })).toMatchObject({ isEditing: true });
    const failure = { kind: 'entryGone' } as const;
    expect(
      reduce(editing, { ...stored, save: saveOf(editing), result: { ok: false, failure } }),
    ).toMatchObject({ isEditing: false, draft: { PublicValue: '' }, outcome: { kind: 'failed', failure } });
  });

  it('is as free as before once what was typed is erased', () => {
    const typed = runForm({ kind: 'edited', changes: { PublicValue: 'a' } });
    const erased = reduce(typed, { kind: 'edited', changes: { PublicValue: '' } });
    expect(erased).toMatchObject({ dirty: false });
    expect(reduce(erased, { kind: 'cleared', today })).toMatchObject({ cleared: null });
    expect(runForm({ kind: 'searched', search: 'jo' }, { kind: 'searched', search: null })).toMatchObject({
      dirty: false,
    });
  });

  it('offers no Undo beside a Save that has succeeded', () => {
    const typed = runForm({ kind: 'edited', changes: { PublicValue: 'a' } }, saving);
    const cleared = reduce(typed, { kind: 'cleared', today });
    expect(reduce(cleared, { ...stored, save: saveOf(typed), isShown: false })).toMatchObject({
      cleared: null,
    });
  });

  it('says no more that the end is before the beginning once either is edited', () => {
    const found = { kind: 'found', errors: { ValidTo: { rule: 'endBeforeStart' } } } as const;
    const changes = { ValidFrom: '2020-01-01T00:00' };
    expect(runForm(found, { kind: 'edited', changes })).toMatchObject({ errors: {} });
    const half = { kind: 'found', errors: { ValidTo: { rule: 'noDate' } } } as const;
    expect(runForm(half, { kind: 'edited', changes })).toMatchObject({ errors: half.errors });
  });

  it('can be cleared twice by one hand: what was typed still comes back', () => {
    const typed: Event = { kind: 'edited', changes: { PublicValue: 'y' } };
    const twice = runForm(typed, { kind: 'cleared', today }, { kind: 'cleared', today });
    expect(twice.cleared?.draft.PublicValue).toBe('y');
    expect((reduce(twice, typed) as FormState).cleared).toBe(null);
  });

  it('goes on to tell of a Save that runs when the form is cleared', () => {
    expect(
      runForm({ kind: 'edited', changes: { Type: 'imap' } }, saving, { kind: 'cleared', today }),
    ).toMatchObject({
      draft: { Type: '' },
      outcome: saving,
    });
  });

  it('says at once that a site is unencrypted, until that is agreed to', () => {
    const warned = run({
      kind: 'opened',
      opened: { ...opened, blocker: { kind: 'unencrypted' } },
      kept: undefined,
      today,
    });
    expect(warned).toMatchObject({ outcome: { kind: 'failed', failure: { kind: 'unencrypted' } } });
    expect(reduce(warned, { kind: 'unencryptedAllowed', result: { ok: true, value: null } })).toMatchObject({
      outcome: { kind: 'none' },
    });
  });
});
