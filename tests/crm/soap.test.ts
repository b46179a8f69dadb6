import { describe, expect, it } from 'vitest';
import { crm, save, signIn, soap, stored, tokenOf } from './client.ts';

describe('SOAP', () => {
  it('saves with the token of the session and replaces what has the same key', async () => {
    const token = await tokenOf(await signIn('ASE'));
    const response = await save(token, 104);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(await response.text()).toContain('>true</h:Succeeded>');
    await save(token, 104, { SecretValue: 'another' });
    await save(token, 106);
    expect(stored().map((row) => [row.AssociateId, row.SecretValue])).toEqual([
      [104, 'another'],
      [106, 'new secret'],
    ]);
    expect(crm.requests.at(-1)).toMatchObject({
      operation: 'SaveUntrustedCredentialsForAssociate',
      status: 200,
    });
  });

  it('refuses any ticket but the exact one', async () => {
    const token = await tokenOf(await signIn('ASE'));
    for (const ticket of [undefined, '', `${token}x`, ` ${token}`, `${token}\n`, '7T:x']) {
      const response = await save(ticket, 104);
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(text).toContain('<h:ExceptionType>SoSessionException</h:ExceptionType>');
      expect(text).toContain('<h:Message>Authentication failed!</h:Message>');
      expect(text).toContain('>false</h:Succeeded>');
    }
    expect(stored()).toEqual([]);
  });

  it('exchanges the token for a ticket, also where it refuses tokens', async () => {
    const token = await tokenOf(await signIn('ASE'));
    crm.refuseAccessTokens = true;
    expect(await (await save(token, 104)).text()).toContain('SoSessionException');
    const exchange = (accessToken: string) =>
      soap(
        'SoPrincipal',
        'AuthenticateWithAccessToken',
        undefined,
        `<AccessToken>${accessToken}</AccessToken>`,
      );
    const answer = await (await exchange(token)).text();
    expect(answer).toContain(
      '<AuthenticationSucceeded xmlns:i="http://www.w3.org/2001/XMLSchema-instance">true<',
    );
    const ticket = /<Ticket>(7T:[^<]+)</.exec(answer)?.[1];
    expect(await (await save(ticket, 104)).text()).toContain('>true</h:Succeeded>');
    const refused = await (await exchange('8A:x')).text();
    expect(refused).toContain('>true</h:Succeeded>');
    expect(refused).toMatch(/<Credentials i:nil="true"[^>]*\/><AuthenticationSucceeded[^>]*>false</);
  });

  it('lets ordinary users change their own credentials only', async () => {
    const token = await tokenOf(await signIn('KARE'));
    const refused = await (await save(token, 104)).text();
    expect(refused).toContain('<h:ExceptionType>SoSentryException</h:ExceptionType>');
    expect(refused).toMatch(/<h:FriendlyText>[^<]+</);
    expect(stored()).toEqual([]);
    expect(await (await save(token, 101)).text()).toContain('>true</h:Succeeded>');
  });

  it('shows a secret to its owner only', async () => {
    const content = (id: number) => `<AssociateId>${id}</AssociateId><Type>imap</Type>`;
    const list = async (user: string) =>
      (
        await soap(
          'User',
          'GetUntrustedCredentialsForAssociate',
          await tokenOf(await signIn(user)),
          content(104),
        )
      ).text();
    expect(await list('ASE')).toContain('<SecretValue/><PublicValue>imap.fjordlys.example/jorg<');
    expect(await list('JORG')).toContain('<SecretValue>Regnbue-17-Kai</SecretValue>');
  });

  it('removes by associate, type and public value', async () => {
    const token = await tokenOf(await signIn('ASE'));
    const remove = (publicValue: string) =>
      soap(
        'User',
        'RemoveUntrustedCredentialsForAssociate',
        token,
        `<AssociateId>106</AssociateId><Type>ERP</Type><PublicValue>${publicValue}</PublicValue>`,
      );
    const before = crm.credentials.length;
    await remove('sbroek@erp.fjordlys.example');
    expect(crm.credentials).toHaveLength(before);
    await remove('SBROEK@erp.fjordlys.example');
    expect(crm.credentials).toHaveLength(before - 1);
  });

  it.each([
    ['SecretValue', 70],
    ['PublicValue', 238],
    ['Comment', 254],
  ])('holds %s to %i UTF-16 units', async (name, limit) => {
    const token = await tokenOf(await signIn('ASE'));
    expect(await (await save(token, 104, { [name]: 'ü'.repeat(limit) })).text()).toContain(
      '>true</h:Succeeded>',
    );
    const refused = await (await save(token, 104, { [name]: `${'ü'.repeat(limit - 1)}🔑` })).text();
    expect(refused).toContain('SoValidationException');
    expect(crm.credentials.some((row) => row[name as 'Comment']?.includes('🔑'))).toBe(false);
  });

  it('has the three without an associate for one’s own, whatever one’s rights are', async () => {
    const token = await tokenOf(await signIn('KARE'));
    const content =
      '<Type>imap</Type><Credentials><SecretValue>s</SecretValue><PublicValue>new</PublicValue></Credentials>';
    await soap('User', 'SaveUntrustedCredentials', token, content);
    expect(stored()).toMatchObject([{ AssociateId: 101, Type: 'imap', SecretValue: 's' }]);
    const list = await soap('User', 'GetUntrustedCredentials', token, '<Type>imap</Type>');
    expect(await list.text()).toContain('<SecretValue>s</SecretValue><PublicValue>new</PublicValue>');
    const key = '<Type>imap</Type><PublicValue>new</PublicValue>';
    await soap('User', 'RemoveUntrustedCredentials', token, key);
    expect(stored()).toEqual([]);
  });

  it('finds associates by person, nil for a person who is none', async () => {
    const token = await tokenOf(await signIn('KARE'));
    const byPerson = async (id: number) =>
      (await soap('Associate', 'GetAssociateByPersonId', token, `<PersonId>${id}</PersonId>`)).text();
    expect(await byPerson(207)).toContain(
      '<AssociateId>104</AssociateId><Name>JORG</Name><PersonId>207</PersonId>',
    );
    expect(await byPerson(104)).toContain('<Response i:nil="true"');
  });

  it('stores an empty row for associate 0 when the request is out of order', async () => {
    const token = await tokenOf(await signIn('ASE'));
    const content = '<Type>imap</Type><AssociateId>104</AssociateId>';
    await soap('User', 'SaveUntrustedCredentialsForAssociate', token, content);
    expect(crm.credentials.at(-1)).toEqual({
      AssociateId: 0,
      Type: 'imap',
      ValidFrom: '0001-01-01T00:00:00',
      ValidTo: '0001-01-01T00:00:00',
      Comment: null,
      SecretValue: null,
      PublicValue: null,
      IsActive: false,
    });
  });

  it('answers 400 and 415 bare, 500 with a fault, 405 to a GET', async () => {
    const address = `${crm.base}/remote/SERVICES88/user.SVC`;
    const post = (body: string, headers: Record<string, string> = { 'Content-Type': 'text/xml' }) =>
      fetch(address, { method: 'POST', body, headers });
    expect((await post('<html/>')).status).toBe(400);
    expect((await post('<html/>', {})).status).toBe(415);
    const fault = await post(
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>',
    );
    expect(fault.status).toBe(500);
    expect(fault.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(await fault.text()).toContain('a:ActionNotSupported</faultcode>');
    expect((await fetch(address)).status).toBe(405);
  });
});
