import { describe, expect, it } from 'vitest';
import { check, type Terms } from '../src/check.ts';
import {
  type Draft,
  emptyDraft,
  LIMITS,
  namesakes,
  type StoredEntry,
  toServerTime,
  toStored,
} from '../src/credentials.ts';
import { judge } from '../src/judge.ts';

const draft: Draft = {
  Type: 'imap',
  PublicValue: 'mail.example.com',
  Comment: '',
  ValidFrom: '2026-11-23T00:00',
  ValidTo: '',
  IsActive: true,
};

const terms = (more: Partial<Terms> = {}): Terms => ({
  secret: 'secret',
  withoutSecret: false,
  types: [],
  original: null,
  ...more,
});

describe('check', () => {
  it('lets a complete entry pass', () => {
    expect(check(draft, terms())).toEqual({});
    expect(
      check({ ...draft, Type: 'Any old ERP', ValidTo: '2027-01-01T00:00:30' }, terms({ secret: ' ' })),
    ).toEqual({});
  });

  it.each([
    [{ Type: '  ' }, 'Type', 'required'],
    [{ PublicValue: '' }, 'PublicValue', 'required'],
    [{ Type: 'crm5/Password' }, 'Type', 'signInType'],
    [{ Type: ' ActiveDirectory ' }, 'Type', 'signInType'],
    [{ Type: 'ticket' }, 'Type', 'signInType'],
    [{ Comment: 'tab\tis fine, bell\u0007 is not' }, 'Comment', 'character'],
    [{ PublicValue: 'lone \udc00' }, 'PublicValue', 'character'],
    [{ ValidFrom: '' }, 'ValidFrom', 'required'],
    [{ ValidFrom: '0001-01-01T00:00' }, 'ValidFrom', 'noDate'],
    [{ ValidTo: '?' }, 'ValidTo', 'noDate'],
    [{ ValidTo: '2026-02-30T00:00' }, 'ValidTo', 'noDate'],
    [{ ValidTo: '2026-11-22T23:59' }, 'ValidTo', 'endBeforeStart'],
  ] as const)('%j: %s %s', (changes, field, rule) => {
    expect(check({ ...draft, ...changes }, terms())).toEqual({ [field]: { rule } });
  });

  it('counts as the database does, in UTF-16 code units, and allows the limit itself', () => {
    for (const field of ['Type', 'PublicValue', 'Comment'] as const) {
      expect(check({ ...draft, [field]: 'x'.repeat(LIMITS[field]) }, terms())).toEqual({});
      expect(check({ ...draft, [field]: 'x'.repeat(LIMITS[field] + 1) }, terms())).toEqual({
        [field]: { rule: 'tooLong', limit: LIMITS[field], length: LIMITS[field] + 1 },
      });
    }
    expect(check(draft, terms({ secret: '🔑'.repeat(35) }))).toEqual({});
    expect(check(draft, terms({ secret: '🔑'.repeat(36) }))).toEqual({
      SecretValue: { rule: 'tooLong', limit: 70, length: 72 },
    });
  });

  it('takes an empty secret only where the person chose it', () => {
    expect(check(draft, terms({ secret: '' }))).toEqual({ SecretValue: { rule: 'secretRequired' } });
    expect(check(draft, terms({ secret: '', withoutSecret: true }))).toEqual({});
  });

  it('holds what others have stored and nobody has touched against no rule for new input', () => {
    const original: StoredEntry = {
      PublicValue: '',
      Comment: 'bell \u0007',
      ValidFrom: '0001-01-01T00:00:00',
      ValidTo: '0001-01-01T00:00:00',
      IsActive: true,
    };
    const off = {
      ...original,
      Type: 'imap',
      ValidFrom: '0001-01-01T00:00',
      ValidTo: '0001-01-01T00:00',
      IsActive: false,
    };
    expect(check(off, terms({ original }))).toEqual({});
    expect(check({ ...off, Comment: 'new bell \u0007' }, terms({ original }))).toEqual({
      Comment: { rule: 'character' },
    });
    expect(check({ ...off, ValidTo: '0001-01-02T00:00' }, terms({ original }))).toEqual({
      ValidTo: { rule: 'noDate' },
    });
    expect(check(off, terms())).toMatchObject({
      PublicValue: { rule: 'required' },
      ValidFrom: { rule: 'noDate' },
    });
    // The types are not the entry's own.
    expect(check({ ...off, Type: 'Ticket' }, terms({ original }))).toEqual({ Type: { rule: 'signInType' } });
  });
});

describe('what a list says about a Save whose answer was lost', () => {
  const sent = toStored(draft);
  const trimmed = { ...sent, PublicValue: 'mail.example.com ' };
  const other = { ...sent, Comment: 'other' };
  const elsewhere = { ...sent, PublicValue: 'elsewhere' };
  const judged = (entries: StoredEntry[], before: StoredEntry[] | null, mayAlreadyExist = false) =>
    judge(entries, draft, { before, mayAlreadyExist });

  it('is that it was carried out, where the entry is new or has become what was sent', () => {
    expect(judged([elsewhere, sent], [])).toBe('stored');
    expect(judged([sent], [other])).toBe('stored');
  });

  it('is that it was not, where nothing of that name has changed', () => {
    expect(judged([elsewhere], [])).toBe('absent');
    expect(judged([], null)).toBe('absent');
    expect(judged([other], [other])).toBe('absent');
  });

  it('is nothing, where an equal entry may be from before', () => {
    expect(judged([sent], [sent])).toBe('alike');
    expect(judged([sent], null)).toBe('alike');
    expect(judged([sent], [], true)).toBe('alike');
    expect(judged([sent], [other], true)).toBe('alike');
  });

  it('is nothing, where the name is taken by what a server may have made of it', () => {
    expect(judged([trimmed], [])).toBe('otherwise');
    expect(judged([{ ...sent, ValidFrom: '2026-11-22T23:00:00' }], [])).toBe('otherwise');
    expect(judged([other], null)).toBe('otherwise');
    expect(judged([{ ...other, Comment: 'third' }], [other])).toBe('otherwise');
  });
});

it('names that differ in case, in blanks at their end or in the form of their accents may be one to a server', () => {
  const entries = ['Mail', 'mail ', 'MAIL', 'mailx', 'ma il'].map((PublicValue) => ({
    ...toStored(draft),
    PublicValue,
  }));
  expect(namesakes(entries, 'mail').map(({ PublicValue }) => PublicValue)).toEqual(['Mail', 'mail ', 'MAIL']);
});

describe('dates', () => {
  it('begins today at midnight by the clock on the wall, without end', () => {
    const { ValidFrom, ValidTo } = emptyDraft(new Date(2026, 0, 5, 23, 59), { type: '', validityDays: 0 });
    expect(ValidFrom).toBe('2026-01-05T00:00');
    expect(toServerTime(ValidFrom)).toBe('2026-01-05T00:00:00');
    expect(toServerTime(ValidTo)).toBe('9999-12-31T23:59:59');
    expect(toServerTime('2026-01-05T01:02:03')).toBe('2026-01-05T01:02:03');
  });

  it('ends after the days that are set, over a change of the clocks', () => {
    const preset = { type: 'imap', validityDays: 30 };
    expect(emptyDraft(new Date(2026, 9, 10, 12), preset)).toMatchObject({
      Type: 'imap',
      ValidTo: '2026-11-09T23:59',
    });
  });
});
