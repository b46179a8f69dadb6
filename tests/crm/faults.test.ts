import { describe, expect, it } from 'vitest';
import { crm, list, rest, save, signIn, soap, stored, tokenOf } from './client.ts';
import { type FAULTS, type FaultName, type OperationName, startCrm, type WRITE_FAULTS } from './server.ts';

describe('faults', () => {
  const attempt = async (operation: OperationName, fault: FaultName, call: () => Promise<Response>) => {
    crm.fail(operation, fault);
    const outcome = await call().then(
      async (response) => ({
        status: response.status,
        text: await response.text(),
        close: response.headers.get('connection'),
      }),
      () => undefined,
    );
    crm.fail(operation, undefined);
    return outcome;
  };
  const SAVE = 'SaveUntrustedCredentialsForAssociate';

  /** Per fault: the status (undefined: dropped), whether it was executed, and what the answer holds. */
  const EXPECTED: Record<
    Exclude<keyof typeof FAULTS | keyof typeof WRITE_FAULTS, 'slow' | 'slow-then-drop' | 'null-200'>,
    [number | undefined, boolean, RegExp?]
  > = {
    'drop-before': [undefined, false],
    'drop-after': [undefined, true],
    '302': [302, false],
    '401': [401, false],
    '403': [403, false],
    '404': [404, false],
    '421': [421, false],
    '429': [429, false],
    'busy-503': [503, false],
    'fault-500': [500, false, /<s:Fault><faultcode/],
    'html-502': [502, false, /^<!DOCTYPE html>/],
    'html-503': [503, false, /^<!DOCTYPE html>/],
    'html-504': [504, true, /^<!DOCTYPE html>/],
    'html-200': [200, false, /^<!DOCTYPE html>/],
    truncated: [200, true, /^<s:Envelope(?!.*<\/s:Envelope>)/],
    huge: [200, true, /^<s:Envelope.{0,2000}<\/s:Envelope><!--xxx/],
    doctype: [200, true, /^<!DOCTYPE s:Envelope><s:Envelope.*<\/s:Envelope>$/],
    nil: [200, true, />true<\/h:Succeeded>/],
    'fault-after': [500, true, /<s:Fault><faultcode/],
    'quotes-secret': [200, false, />SoDbAccessException<.*>false<\/h:Succeeded>/],
  };

  it.each(Object.entries(EXPECTED))('%s', async (fault, [status, executed, text]) => {
    const token = await tokenOf(await signIn('ASE'));
    const outcome = await attempt(SAVE, fault as FaultName, () => save(token, 104));
    expect(outcome?.status).toBe(status);
    if (status) expect(outcome?.close).toBe('close');
    if (text) expect(text.test(outcome?.text ?? '')).toBe(true);
    if (fault === 'huge') expect(outcome?.text.length).toBeGreaterThan(20 * 1024 * 1024);
    expect(stored()).toHaveLength(executed ? 1 : 0);
    expect(crm.requests.at(-1)?.status).toBe(status ?? 0);
    expect(await (await save(token, 104)).text()).toContain('>true</h:Succeeded>');
  });

  it('stay on every call, in REST and SOAP alike, until lifted', async () => {
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    crm.fail('GetAssociate', 'exception:SoNotFoundException');
    for (const _ of [1, 2]) {
      const inSoap = await soap('Associate', 'GetAssociate', token, '<AssociateId>104</AssociateId>');
      expect(inSoap.status).toBe(200);
      const text = await inSoap.text();
      expect(text).toContain('<h:ExceptionType>SoNotFoundException</h:ExceptionType>');
      expect(text).toContain('>false</h:Succeeded>');
      const inRest = await rest('Agents/Associate/GetAssociate?associateId=104', signedIn, null);
      expect(inRest.status).toBe(404);
      expect(await inRest.json()).toMatchObject({ Error: true, ErrorType: 'SoNotFoundException' });
    }
    crm.fail('GetAssociate', undefined);
    expect((await rest('Agents/Associate/GetAssociate?associateId=104', signedIn, null)).status).toBe(200);
  });

  it('nil and truncated in REST; nil in every member of a SOAP answer', async () => {
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    const current = () => rest('User/currentToken', signedIn);
    expect(await attempt('currentToken', 'nil', current)).toMatchObject({ status: 200, text: 'null' });
    expect(await attempt('currentToken', 'truncated', current)).toMatchObject({
      status: 200,
      text: expect.stringMatching(/^"[^"]+$/),
    });
    const exchange = () =>
      soap('SoPrincipal', 'AuthenticateWithAccessToken', undefined, `<AccessToken>${token}</AccessToken>`);
    const { text = '' } = (await attempt('AuthenticateWithAccessToken', 'nil', exchange)) ?? {};
    expect(text).toMatch(
      /<Response i:nil="true"[^>]*\/><Credentials i:nil="true"[^>]*\/><AuthenticationSucceeded i:nil="true"/,
    );
  });

  it('can be of SOAP or of REST alone, and be lifted alone', async () => {
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    const inSoap = async () =>
      (await soap('Associate', 'GetAssociate', token, '<AssociateId>104</AssociateId>')).status;
    const inRest = async () =>
      (await rest('Agents/Associate/GetAssociate?associateId=104', signedIn, null)).status;
    crm.fail('GetAssociate', 'fault-500', { by: 'rest' });
    expect([await inSoap(), await inRest()]).toEqual([200, 500]);
    crm.fail('GetAssociate', 'html-502', { by: 'soap' });
    expect([await inSoap(), await inRest()]).toEqual([502, 500]);
    crm.fail('GetAssociate', undefined, { by: 'rest' });
    expect([await inSoap(), await inRest()]).toEqual([502, 200]);
    crm.fail('GetAssociate', undefined);
    expect([await inSoap(), await inRest()]).toEqual([200, 200]);
  });

  it('a write by REST can be answered with null, and nothing stored; SOAP has no such answer', async () => {
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    crm.fail(SAVE, 'null-200');
    const request = { AssociateId: 104, Type: 'imap', Credentials: { PublicValue: 'new' } };
    const response = await rest(`Agents/User/${SAVE}`, signedIn, request);
    expect([response.status, await response.text()]).toEqual([200, 'null']);
    expect(stored()).toEqual([]);
    await save(token, 104);
    expect(stored()).toHaveLength(1);
  });

  it('an error after a write by REST comes when it is done', async () => {
    crm.fail(SAVE, 'fault-after');
    const request = { AssociateId: 104, Type: 'imap', Credentials: { PublicValue: 'new' } };
    const response = await rest(`Agents/User/${SAVE}`, await signIn('ASE'), request);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ Error: true });
    expect(stored()).toHaveLength(1);
  });

  it('words can quote the secret: its beginning in all of them, the whole of it escaped in the message', async () => {
    const signedIn = await signIn('ASE');
    const token = await tokenOf(signedIn);
    const SecretValue = `Tom & "Jerry" <${'x'.repeat(50)}>`;
    const quoted = `Truncated value: '${SecretValue.slice(0, 60)}'`;
    const whole = `Tom &amp; "Jerry" &lt;${'x'.repeat(50)}&gt;`;
    crm.fail(SAVE, 'quotes-secret');
    const request = { AssociateId: 104, Type: 'imap', Credentials: { PublicValue: 'new', SecretValue } };
    const inRest = await (await rest(`Agents/User/${SAVE}`, signedIn, request)).json();
    expect(inRest.ErrorType).toBe('SoDbAccessException');
    expect(inRest.ErrorMessage).toContain(quoted);
    expect(inRest.ErrorMessage).toContain(whole);

    const escaped = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const inSoap = await (await save(token, 104, { SecretValue: escaped(SecretValue) })).text();
    const [, message] = /<h:Message>([^<]*)</.exec(inSoap) ?? [];
    const [, friendly] = /<h:FriendlyText>([^<]*)</.exec(inSoap) ?? [];
    expect(message).toContain(escaped(quoted));
    expect(message).toContain(escaped(whole));
    expect(friendly).toContain(escaped(quoted));
    expect(friendly).not.toContain(escaped(whole));
    expect(stored()).toEqual([]);
    // What cannot be read is refused as ever.
    expect((await rest(`Agents/User/${SAVE}`, signedIn, 'text')).status).toBe(400);
  });

  it('slow-then-drop waits until lifted, executes, and drops', async () => {
    const token = await tokenOf(await signIn('ASE'));
    crm.fail(SAVE, 'slow-then-drop');
    const lost = save(token, 104).catch((error: unknown) => error);
    await expect.poll(() => crm.requests.at(-1)?.operation).toBe(SAVE);
    await list(token);
    expect(stored()).toEqual([]);
    crm.fail(SAVE, undefined);
    expect(await lost).toBeInstanceOf(TypeError);
    expect(stored()).toHaveLength(1);
    expect(crm.requests.find(({ operation }) => operation === SAVE)?.status).toBe(0);
  });

  it('slow waits until lifted, then executes; the session waits with it', async () => {
    const signedIn = await signIn('ASE');
    crm.fail('currentToken', 'slow');
    const order: string[] = [];
    const slow = rest('User/currentToken', signedIn).then(() => order.push('slow'));
    await expect.poll(() => crm.requests.at(-1)?.operation).toBe('currentToken');
    const behind = rest('User/currentPrincipal', signedIn).then(() => order.push('behind'));
    await expect.poll(() => crm.requests.at(-1)?.operation).toBe('currentPrincipal');
    await fetch(`${crm.base}/api`);
    expect(crm.requests.map(({ status }) => status).slice(-3)).toEqual([0, 0, 200]);
    crm.fail('currentToken', undefined);
    await Promise.all([slow, behind]);
    expect(order).toEqual(['slow', 'behind']);
  });

  it('do not outlive the server', async () => {
    const other = await startCrm();
    other.fail('api', 'slow');
    const waiting = fetch(`${other.base}/api`).catch((error: unknown) => error);
    await expect.poll(() => other.requests.length).toBe(1);
    await other.close();
    expect(await waiting).toBeInstanceOf(TypeError);
  });
});
