import { describe, expect, it } from 'vitest';
import { check, type Draft, emptyDraft, LIMITS, toServerTime } from '../src/credentials.ts';

const draft: Draft = {
  Type: 'imap',
  PublicValue: 'mail.example.com',
  Comment: '',
  ValidFrom: '2026-11-23T00:00',
  ValidTo: '',
  IsActive: true,
};

describe('check', () => {
  it('lets a complete entry pass', () => {
    expect(check(draft, 'secret', false)).toEqual({});
    expect(check({ ...draft, Type: 'Any old ERP', ValidTo: '2027-01-01T00:00:30' }, ' ', false)).toEqual({});
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
    expect(check({ ...draft, ...changes }, 'secret', false)).toEqual({ [field]: { rule } });
  });

  it('counts as the database does, in UTF-16 code units, and allows the limit itself', () => {
    for (const field of ['Type', 'PublicValue', 'Comment'] as const) {
      expect(check({ ...draft, [field]: 'x'.repeat(LIMITS[field]) }, 's', false)).toEqual({});
      expect(check({ ...draft, [field]: 'x'.repeat(LIMITS[field] + 1) }, 's', false)).toEqual({
        [field]: { rule: 'tooLong', limit: LIMITS[field], length: LIMITS[field] + 1 },
      });
    }
    expect(check(draft, '🔑'.repeat(35), false)).toEqual({});
    expect(check(draft, '🔑'.repeat(36), false)).toEqual({
      SecretValue: { rule: 'tooLong', limit: 70, length: 72 },
    });
  });

  it('takes an empty secret only where the person chose it', () => {
    expect(check(draft, '', false)).toEqual({ SecretValue: { rule: 'secretRequired' } });
    expect(check(draft, '', true)).toEqual({});
  });
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
