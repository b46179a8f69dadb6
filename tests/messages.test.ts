import { describe, expect, it } from 'vitest';
import { isMessage } from '../src/messages.ts';

describe('isMessage', () => {
  it('takes a message that fits its row', () => {
    expect(isMessage({ command: 'open', input: { tabId: 1, address: '', again: false } })).toBe(true);
    expect(isMessage({ command: 'searchAssociates', input: { tabId: 1, text: '' } })).toBe(true);
  });

  it.each([
    null,
    'open',
    [],
    {},
    { command: 'open' },
    { command: 'open', input: {} },
    { command: 'open', input: { tabId: 1 } },
    { command: 'open', input: { tabId: '1', address: '', again: false } },
    { command: 'open', input: { tabId: Number.NaN, address: '', again: false } },
    { command: 'open', input: { tabId: 1, address: '', again: false, more: 1 } },
    { command: 'toString', input: {} },
    { command: '__proto__', input: {} },
    { command: 'save', input: { tabId: 1, shown: null } },
  ])('refuses %j', (message) => {
    expect(isMessage(message)).toBe(false);
  });
});
