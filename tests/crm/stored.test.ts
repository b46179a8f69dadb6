import { describe, expect, it } from 'vitest';
import { crm, list, rest, save, signIn, soap, stored, tokenOf } from './client.ts';
import { storedCredential } from './server.ts';

const remove = (ticket: string, publicValue: string, type = 'imap') =>
  soap(
    'User',
    'RemoveUntrustedCredentialsForAssociate',
    ticket,
    `<AssociateId>104</AssociateId><Type>${type}</Type><PublicValue>${publicValue}</PublicValue>`,
  );

describe('what is stored', () => {
  it('is as it was sent, and compared exactly', async () => {
    const token = await tokenOf(await signIn('ASE'));
    for (const PublicValue of ['new', 'New', 'new ']) await save(token, 104, { PublicValue, Comment: 'x ' });
    await remove(token, 'NEW');
    expect(['new', 'New', 'new '].flatMap(stored)).toMatchObject([
      { Comment: 'x ', ValidFrom: '2026-01-01T00:00:00', ValidTo: '9999-12-31T23:59:59' },
      { Comment: 'x ' },
      { Comment: 'x ' },
    ]);
  });

  it('can be without the blanks at the end, which then tell no two apart', async () => {
    crm.stores = 'trimmed';
    const token = await tokenOf(await signIn('ASE'));
    await save(token, 104, { PublicValue: ' new \u00a0', Comment: ' x ', SecretValue: 's ' });
    await save(token, 104, { PublicValue: ' new  ', Comment: '', SecretValue: 't ' });
    expect(stored(' new')).toMatchObject([{ Comment: '', SecretValue: 't ' }]);
    await remove(token, ' new ');
    expect(stored(' new')).toEqual([]);
  });

  it('can be compared without case, in Save, Remove and the list', async () => {
    crm.stores = 'anyCase';
    const token = await tokenOf(await signIn('ASE'));
    await save(token, 104, { PublicValue: 'new', SecretValue: 'first' });
    await save(token, 104, { PublicValue: 'NEW', SecretValue: 'second' });
    expect([...stored('new'), ...stored('NEW')]).toMatchObject([
      { PublicValue: 'NEW', SecretValue: 'second' },
    ]);
    expect(await list(token, '/Cust12345', 'IMAP')).toContain('<PublicValue>NEW<');
    await remove(token, 'New', 'Imap');
    expect(stored('NEW')).toEqual([]);
  });

  it('can have its dates moved; an open end stays', async () => {
    crm.stores = 'otherTime';
    const token = await tokenOf(await signIn('ASE'));
    await save(token, 104, { ValidFrom: '2025-12-31T23:30:00' });
    expect(stored()).toMatchObject([{ ValidFrom: '2026-01-01T00:30:00', ValidTo: '9999-12-31T23:59:59' }]);
    await save(token, 104, { ValidTo: '2026-06-30T12:00:00' });
    expect(stored()).toMatchObject([{ ValidTo: '2026-06-30T13:00:00' }]);
  });

  it('can have come from others: nil, empty, twice, without dates', async () => {
    const noDate = '0001-01-01T00:00:00';
    crm.credentials.push(
      storedCredential({ PublicValue: null, Comment: 'nil', ValidFrom: noDate, ValidTo: noDate }),
      storedCredential({ PublicValue: '', Comment: 'empty' }),
      storedCredential({ Comment: 'first' }),
      storedCredential({ Comment: 'second' }),
    );
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    const listed = await list(token);
    expect(listed).toMatch(/<PublicValue i:nil="true"[^>]*\/>/);
    expect(listed).toContain('<PublicValue/>');
    expect(listed).toContain(`<ValidFrom>${noDate}</ValidFrom><ValidTo>${noDate}</ValidTo>`);
    const key = { AssociateId: 104, Type: 'imap' };
    const inRest = await rest('Agents/User/GetUntrustedCredentialsForAssociate', signedIn, key);
    expect(await inRest.json()).toContainEqual(
      expect.objectContaining({ PublicValue: null, Comment: 'nil', ValidFrom: noDate }),
    );
    // The server takes the first one that it cannot tell from what is meant.
    await remove(token, '');
    await remove(token, storedCredential().PublicValue ?? '');
    expect(crm.credentials.slice(-2)).toMatchObject([{ Comment: 'empty' }, { Comment: 'second' }]);
  });
});
