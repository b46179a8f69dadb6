import { describe, expect, it } from 'vitest';
import { type Event, type FormState, reduce, type State } from '../popup/state.ts';
import type { Opened } from '../src/messages.ts';

const person = { associateId: 104, fullName: 'Jörg Müller', userName: 'JORG' };
const today = new Date(2026, 10, 23);
const opened: Opened = {
  tenant: 'Cust12345',
  host: 'online3.superoffice.com',
  user: { associateId: 100, fullName: 'Åse Lindqvist', userName: 'ASE' },
  managesUsers: true,
  about: { kind: 'associate', person },
  obstacle: null,
  preset: { type: '', validityDays: 0, types: [], windowTitle: '' },
  lastSave: null,
};

function run(...events: Event[]): State {
  return events.reduce(reduce, { kind: 'opening' } as State);
}
function runForm(...events: Event[]): FormState {
  return run({ kind: 'opened', opened, kept: undefined, today }, ...events) as FormState;
}
const what = (state: FormState) => ({ associate: person, draft: state.draft });

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
    const kept = { associate: person, draft: left.draft };
    expect(run({ kind: 'opened', opened, kept, today })).toMatchObject({ draft: left.draft, dirty: true });
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
      { kind: 'saving' },
    );
    const failure = { kind: 'notAllowed', words: 'no' } as const;
    const failed = reduce(typed, {
      kind: 'finished',
      what: what(typed),
      result: { ok: false, failure },
      today,
    });
    expect(failed).toMatchObject({ draft: typed.draft, dirty: true, outcome: { kind: 'failed', failure } });
  });

  it('is ready for the next of the same type after a Save, and says what was saved until something is typed', () => {
    const typed = runForm(
      { kind: 'edited', changes: { Type: 'imap', PublicValue: 'x', IsActive: false } },
      { kind: 'saving' },
    );
    const saved = reduce(typed, {
      kind: 'finished',
      what: what(typed),
      result: { ok: true, value: { readBack: false } },
      today,
    });
    expect(saved).toMatchObject({
      draft: { Type: 'imap', PublicValue: '', IsActive: true },
      dirty: false,
      outcome: { kind: 'saved', draft: { PublicValue: 'x' } },
    });
    expect(reduce(saved, { kind: 'secretEdited' })).toMatchObject({ outcome: { kind: 'none' } });
  });

  it('shows a Save that another form has begun', () => {
    const lastSave = { associate: { ...person, associateId: 106 }, draft: runForm().draft };
    expect(run({ kind: 'opened', opened: { ...opened, lastSave }, kept: undefined, today })).toMatchObject({
      associate: lastSave.associate,
      outcome: { kind: 'saving' },
    });
  });

  it('says at once that a site is unencrypted, until that is agreed to', () => {
    const warned = run({
      kind: 'opened',
      opened: { ...opened, obstacle: { kind: 'unencrypted' } },
      kept: undefined,
      today,
    });
    expect(warned).toMatchObject({ outcome: { kind: 'failed', failure: { kind: 'unencrypted' } } });
    expect(reduce(warned, { kind: 'unencryptedAllowed', result: { ok: true, value: null } })).toMatchObject({
      outcome: { kind: 'none' },
    });
  });
});
