import { describe, expect, it } from 'vitest';
import { crm, list, rest, type SignedIn, save, signIn, soap, tokenOf } from './client.ts';

describe('another installation of the host', () => {
  const SAVE = 'SaveUntrustedCredentialsForAssociate';

  it('is not there unless wanted', async () => {
    const token = await tokenOf(await signIn('ASE'));
    const response = await soap('User', SAVE, token, '', '/SuperOfficeNetServer');
    expect(response.status).toBe(404);
    expect(crm.requests.at(-1)?.installation).toBeNull();
  });

  it('has all services, knows no ticket and no fault of the tenants, and keeps nothing', async () => {
    crm.hasForeignServices = true;
    crm.services = 'none';
    const token = await tokenOf(await signIn('ASE'));
    crm.fail(SAVE, '404');
    const content = '<AssociateId>104</AssociateId><Type>imap</Type>';
    const response = await soap('User', SAVE, token, content, '/SuperOfficeNetServer');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h:ExceptionType>SoSessionException</h:ExceptionType>');
    const exchange = await soap(
      'SoPrincipal',
      'AuthenticateWithAccessToken',
      undefined,
      `<AccessToken>${token}</AccessToken>`,
      '/SuperOfficeNetServer',
    );
    expect(await exchange.text()).toMatch(/<AuthenticationSucceeded[^>]*>false</);
    expect(await list(token, '/SuperOfficeNetServer')).toContain('SoSessionException');
    expect((await fetch(`${crm.origin}/SuperOfficeNetServer/api`)).status).toBe(404);

    const there = crm.requests.filter(({ installation }) => installation === 'foreign');
    expect(there.map(({ operation }) => operation)).toEqual([
      SAVE,
      'AuthenticateWithAccessToken',
      'GetUntrustedCredentialsForAssociate',
      'unknown',
    ]);
    expect(there[0]?.body).toContain(token);
    expect(crm.requests.find(({ operation }) => operation === 'currentToken')?.installation).toBe(
      'Cust12345',
    );
    expect(await (await save(token, 104)).text()).toContain('Not found');
  });

  it('takes the place of the services that would be there', async () => {
    crm.servicesAt = '/SuperOfficeNetServer/Remote';
    const there = await signIn('OSKAR', { tenant: 'SuperOffice' });
    const token = await (await rest('User/currentToken', there, undefined, { tenant: 'SuperOffice' })).json();
    expect(await list(token, '/SuperOfficeNetServer')).toContain('mail.nordkai.example/wilma');
    expect(crm.requests.at(-1)?.installation).toBe('SuperOffice');
    crm.hasForeignServices = true;
    expect(await list(token, '/SuperOfficeNetServer')).toContain('SoSessionException');
    expect(await list(token, '/SuperOffice')).toContain('Not found');
  });
});

describe('the other tenant', () => {
  it('has its own users, sessions and credentials', async () => {
    const here = await signIn('ASE');
    const there = await signIn('OSKAR', { tenant: 'SuperOffice' });
    const principal = (signedIn: SignedIn, tenant: string) =>
      rest('User/currentPrincipal', signedIn, undefined, { tenant });
    expect(await (await principal(there, 'SuperOffice')).json()).toMatchObject({
      AssociateId: 100,
      FullName: 'Oskar Nyström',
    });
    expect((await principal(here, 'SuperOffice')).status).toBe(401);
    expect((await principal(there, 'Cust12345')).status).toBe(401);
    expect(await list(await tokenOf(here), '/superoffice')).toContain('SoSessionException');
    const token = await (await rest('User/currentToken', there, undefined, { tenant: 'SuperOffice' })).json();
    expect(await list(token, '/superoffice')).toContain('mail.nordkai.example/wilma');
    expect(crm.tenants.SuperOffice.credentials).not.toBe(crm.credentials);
  });
});
