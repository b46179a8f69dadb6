import { describe, expect, it } from 'vitest';
import { modelledOn, otherOfMail, rechosen, withoutUser } from '../popup/likeness.ts';
import { readPastedEntry } from '../popup/pasted.ts';

const KARI = { associateId: 7, fullName: 'Kari Nordmann', userName: 'KARI' };
const SANNE = { associateId: 8, fullName: 'Sanne van den Broek', userName: 'SANNE' };

const draft = (PublicValue: string, Type = 'imap') => ({
  Type,
  PublicValue,
  Comment: '',
  ValidFrom: '2026-01-01T00:00',
  ValidTo: '',
  IsActive: true,
});

describe('a public value that is modelled on another', () => {
  it.each([
    ['imap.nordvik.example;kari', 'imap.nordvik.example;sanne'],
    ['imap.nordvik.example;KARI', 'imap.nordvik.example;SANNE'],
    ['imap.nordvik.example/kari.nordmann', 'imap.nordvik.example/sanne.van.den.broek'],
    ['imap.nordvik.example kari@nordvik.example', 'imap.nordvik.example sanne@nordvik.example'],
    ['kari', 'sanne'],
    // Of no known kind: whoever reads it would take a guess for true.
    ['imap.nordvik.example;kari.mt', 'imap.nordvik.example;'],
    ['imap.nordvik.example', ''],
    ['', ''],
  ])('of Kari, %j, is %j for Sanne', (publicValue, expected) => {
    expect(modelledOn({ associate: KARI, draft: draft(publicValue) }, SANNE)).toBe(expected);
  });

  it('has no user where theirs is not known', () => {
    const model = { associate: KARI, draft: draft('imap.nordvik.example;kari@nordvik.example') };
    expect(modelledOn(model, { ...SANNE, userName: '' })).toBe('imap.nordvik.example;');
  });

  it('follows whom is chosen, also after a slip, until another is typed', () => {
    const model = { associate: KARI, draft: draft('imap.nordvik.example;kari') };
    const ANNA = { associateId: 9, fullName: 'Anna Berg', userName: 'ANNA' };
    const first = rechosen(model, 'imap.nordvik.example;', { before: null, now: SANNE });
    expect(first).toBe('imap.nordvik.example;sanne');
    expect(rechosen(model, first ?? '', { before: SANNE, now: ANNA })).toBe('imap.nordvik.example;anna');
    expect(rechosen(model, 'imap.other.example;s', { before: SANNE, now: ANNA })).toBe(null);
  });

  it('keeps its server where its user is not known yet', () => {
    expect(withoutUser('imap.nordvik.example;kari')).toBe('imap.nordvik.example;');
    expect(withoutUser('kari')).toBe('');
  });

  it.each([
    [draft('imap.nordvik.example;kari'), { Type: 'smtp', PublicValue: 'smtp.nordvik.example;kari' }],
    [draft('smtp.nordvik.example;kari', 'smtp'), { Type: 'imap', PublicValue: 'imap.nordvik.example;kari' }],
    [draft('mail.nordvik.example;imap', 'imap'), { Type: 'smtp', PublicValue: 'mail.nordvik.example;imap' }],
    [draft('erp;kari', 'ERP'), null],
    [draft('erp;kari', 'constructor'), null],
  ])('of one kind of mail is one of the other: %j', (saved, other) => {
    expect(otherOfMail(saved)).toEqual(other);
  });
});

describe('a pasted text', () => {
  it.each([
    ['imap.x;kari;s', 'imap.x;kari', 's'],
    ['imap.x;kari;s;t', 'imap.x;kari', 's;t'],
    ['imap.x\tkari\ts\r\n', 'imap.x;kari', 's'],
    ['imap.x;kari\t s ', 'imap.x;kari', ' s '],
  ])('%j holds a public value and a secret', (text, publicValue, secret) => {
    expect(readPastedEntry(text)).toEqual({ publicValue, secret });
  });

  it.each(['', 'imap.x;kari', 'imap.x;;s', 'a\t\tb', 'a\tb\tc\td', 'a;b;c\nd;e;f', '\t', ';;'])(
    '%j is a text like any other',
    (text) => {
      expect(readPastedEntry(text)).toBeNull();
    },
  );
});
