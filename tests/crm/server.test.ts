import { describe, expect, it } from 'vitest';
import { crm, rest, save, signIn, tokenOf } from './client.ts';

describe('an answer', () => {
  it('comes as late as it is told to', async () => {
    const signedIn = await signIn('ASE');
    crm.delayMilliseconds = 80;
    const begun = performance.now();
    await rest('User/currentToken', signedIn);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(79);
  });
});

describe('reset', () => {
  it('brings the seed back into the same tables and forgets requests and faults', async () => {
    const seed = structuredClone(crm.credentials);
    const { credentials, requests } = crm;
    const signedIn = await signIn('ASE');
    await save(await tokenOf(signedIn), 104);
    crm.fail('currentToken', '403');
    crm.fail('GetAssociate', 'fault-500', { by: 'rest' });
    Object.assign(crm, {
      refuseAccessTokens: true,
      hasForeignServices: true,
      stores: 'trimmed',
      gate: { answers: 'redirect' },
      soapTakes: 'no tickets',
      isAtRoot: true,
      delayMilliseconds: 80,
    });
    crm.tenants.Cust12345.associates.length = 1;
    crm.reset();
    expect(credentials).toBe(crm.credentials);
    expect(credentials).toEqual(seed);
    expect(requests).toEqual([]);
    expect(crm).toMatchObject({
      refuseAccessTokens: false,
      services: 'Services88',
      servicesAt: 'Remote',
      hasForeignServices: false,
      stores: 'exactly',
      timeZone: 'NO',
      hasCurrentToken: true,
      xsrfStatus: 401,
      gate: null,
      soapTakes: 'tickets',
      restrictsAssociates: false,
      namesAssemblies: false,
      challenges: 'never',
      knowsNobodyWithoutCookies: false,
      isAtRoot: false,
      delayMilliseconds: 0,
      archiveLacks: [],
      clockBehindMilliseconds: 0,
    });
    expect(crm.tenants.Cust12345.associates.map(({ AssociateId }) => AssociateId)).toContain(104);
    expect(await tokenOf(signedIn)).toMatch(/^8A:/);
    expect((await rest('Agents/Associate/GetAssociate?associateId=104', signedIn, null)).status).toBe(200);
  });
});
