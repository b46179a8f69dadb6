import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryRows } from '../src/entry-rows.ts';
import { anna, check, index, read, readRows, region, stored, TEXTS } from './lines.ts';

describe('a pattern', () => {
  const publicValue = (pattern: string, cell = 'AB') => check(read([`${cell}||${pattern}|x`]))[0];

  it.each([
    ['{user}@m', 'AB@m'],
    ['{email}', 'ab@fjordlys.example'],
    ['{initials}.{User}', 'AvdBÅ.AB'],
    ['{{user}}', '{user}'],
    ['{{{user}}}@{user}', '{{user}}@AB'],
  ])('%s is %s', (pattern, value) => {
    expect(publicValue(pattern)).toMatchObject({ state: 'ready', draft: { PublicValue: value } });
  });

  it('with blanks at its ends keeps them, and that is said', () => {
    expect(publicValue(' m.example')?.warnings).toEqual(['nameBlanks']);
    expect(publicValue('m.example {user}')?.warnings).toEqual([]);
  });

  it('with other words in braces is stored as it is, and that is said', () => {
    for (const pattern of ['{other}', 'x/{User name}', '{Username}', '{user.name}'])
      expect(publicValue(pattern)).toMatchObject({ draft: { PublicValue: pattern }, warnings: ['braces'] });
    for (const pattern of ['{user}', '{{user}}', '{}', '{AF9619FF-8B86-D011-B42D-00C04FC964FF}', 'a}b{c'])
      expect(publicValue(pattern)?.warnings).toEqual([]);
  });

  it('is none where it was stored as a value: what goes out comes back', () => {
    const braces = fc.string({ unit: fc.constantFrom('{', '}', 'user', 'EMAIL', 'initials', 'x') });
    fc.assert(
      fc.property(braces, (value) => {
        const entry = stored(value.trim() || 'x');
        const rows = entryRows([{ user: anna, type: 'imap', entry }], {
          ...{ index, texts: TEXTS, region, hasEnd: false },
        });
        expect(check(readRows(rows))[0]?.draft.PublicValue).toBe(entry.PublicValue);
      }),
    );
  });

  it('that asks for what a user does not have is wrong', () => {
    expect(publicValue('{email}', '#103')).toMatchObject({
      state: 'wrong',
      errors: { PublicValue: { rule: 'patternEmpty', placeholder: 'email' } },
    });
  });

  it('stays as it is where the user is not known', () => {
    expect(publicValue('{email}', 'Nobody')).toMatchObject({
      state: 'unknown',
      draft: { PublicValue: '{email}' },
    });
  });
});
