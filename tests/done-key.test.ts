import { expect, it } from 'vitest';
import { doneKey } from '../src/done-key.ts';
import type { Defaults, Reading } from '../src/read-lines.ts';
import { defaults, read } from './lines.ts';

it('a line is known again by all of it but the secret, in its own tenant', async () => {
  const [line, again, other] = read(['AB|imap|m|x', 'AB|imap|m|other', 'AB|imap|m|x||||no']).lines;
  const key = (of = line, id = 101, tenant = 'Cust12345') => doneKey(tenant, id, of as never);
  expect(await key()).toMatch(/^[\da-f]{64}$/);
  expect(await key(again)).toBe(await key());
  expect(await key(line, 101, 'CUST12345')).toBe(await key());
  const others = [key(other), key(line, 102), key(line, 101, 'Cust2')];
  expect(await Promise.all(others)).not.toContain(await key());
});

it('a line is known again whatever day the form begins with, and not by a day that somebody has set', async () => {
  const today: Defaults = { ...defaults, ValidTo: '2027-02-26' };
  const tomorrow: Defaults = { ...defaults, ValidFrom: '2026-11-29T00:00', ValidTo: '2027-02-27' };
  const key = (more: Partial<Reading>) =>
    doneKey('Cust12345', 101, read(['AB|imap|m|x'], more).lines[0] as never);
  const known = await key({ defaults: today, begun: today });
  expect(await key({ defaults: tomorrow, begun: tomorrow })).toBe(known);
  const others: readonly Partial<Reading>[] = [
    { defaults: { ...today, ValidTo: '' }, begun: today },
    { defaults: { ...today, ValidFrom: '2030-01-01' }, begun: today },
    { defaults: today, begun: today, edits: new Map([[2, { ValidTo: '2027-02-26' }]]) },
  ];
  for (const other of others) expect(await key(other)).not.toBe(known);
});
