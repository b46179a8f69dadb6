import { describe, expect, it } from 'vitest';
import { isMessage } from '../src/messages.ts';

const OPEN = { tabId: 1, id: '1', form: '1', address: '', purpose: '', isPrivate: false };
const ENTRY = { PublicValue: 'x', Comment: '', ValidFrom: '', ValidTo: '', IsActive: true };
const SAVE = {
  tabId: 1,
  id: '1',
  form: '1',
  as: { associateId: 1, fullName: '', tenant: '' },
  associate: { associateId: 2, fullName: '', userName: '' },
  draft: { Type: 'imap', ...ENTRY },
  before: [ENTRY],
};

describe('isMessage', () => {
  it('takes a message that fits its row', () => {
    expect(isMessage({ command: 'open', input: OPEN })).toBe(true);
    expect(isMessage({ command: 'awaitSave', input: SAVE })).toBe(true);
    expect(isMessage({ command: 'awaitSave', input: { ...SAVE, before: null } })).toBe(true);
  });

  it.each([
    null,
    'open',
    [],
    {},
    { command: 'open' },
    { command: 'open', input: {} },
    { command: 'open', input: { tabId: 1 } },
    { command: 'open', input: { ...OPEN, tabId: '1' } },
    { command: 'open', input: { ...OPEN, tabId: Number.NaN } },
    { command: 'open', input: { ...OPEN, more: 1 } },
    { command: 'awaitSave', input: { ...SAVE, before: {} } },
    { command: 'awaitSave', input: { ...SAVE, before: [null] } },
    { command: 'awaitSave', input: { ...SAVE, before: [{ ...ENTRY, SecretValue: 's' }] } },
    { command: 'toString', input: {} },
    { command: '__proto__', input: {} },
    { command: 'save', input: { tabId: 1, as: null } },
  ])('refuses %j', (message) => {
    expect(isMessage(message)).toBe(false);
  });
});
