import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Crm,
  type FAULTS,
  type FaultName,
  type OperationName,
  startCrm,
  storedCredential,
  type WRITE_FAULTS,
} from './server.ts';
import { SERVICES } from './wcf.ts';

let crm: Crm;
beforeAll(async () => {
  crm = await startCrm();
});
afterEach(() => {
  crm.reset();
  crm.endSessions();
});
afterAll(() => crm.close());

interface SignedIn {
  cookie: string;
  xsrf: string;
  location: string;
}

async function signIn(
  user: string,
  more: { tenant?: string; cookie?: string; returnUrl?: string } = {},
): Promise<SignedIn> {
  const { tenant = 'Cust12345', cookie = '', returnUrl = '' } = more;
  const address = `${crm.origin}/${tenant}/login.aspx?user=${user}&ReturnUrl=${encodeURIComponent(returnUrl)}`;
  const response = await fetch(address, { redirect: 'manual', headers: { cookie } });
  const cookies = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const xsrf = cookies[1]?.split('=')[1] ?? '';
  return { cookie: cookies.join('; '), xsrf, location: response.headers.get('location') ?? '' };
}

const rest = (
  path: string,
  { cookie, xsrf }: Partial<SignedIn>,
  body?: unknown,
  { tenant = 'Cust12345', ...headers }: { tenant?: string; 'SO-Language'?: string } = {},
) =>
  fetch(`${crm.origin}/${tenant}/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...headers,
      ...(cookie && { cookie }),
      ...(xsrf && { 'X-XSRF-TOKEN': xsrf }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    // `null`: a POST without a body.
    body: body === undefined || body === null ? null : JSON.stringify(body),
  });

const tokenOf = async (signedIn: SignedIn): Promise<string> =>
  (await rest('User/currentToken', signedIn)).json();

function soap(
  service: string,
  operation: string,
  ticket: string | undefined,
  content: string,
  path = '/Cust12345',
) {
  const header =
    ticket &&
    `<s:Header><Credentials xmlns="${SERVICES}"><Ticket>${ticket}</Ticket></Credentials></s:Header>`;
  return fetch(`${crm.origin}${path}/Remote/Services88/${service}.svc`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"${SERVICES}/${service}/${operation}"`,
    },
    body:
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">${header ?? ''}<s:Body>` +
      `<${operation} xmlns="${SERVICES}">${content}</${operation}></s:Body></s:Envelope>`,
  });
}

const save = (ticket: string | undefined, associateId: number, changed: Record<string, string> = {}) => {
  const fields = {
    ValidFrom: '2026-01-01T00:00:00',
    ValidTo: '9999-12-31T23:59:59',
    Comment: '',
    SecretValue: 'new secret',
    PublicValue: 'new',
    IsActive: 'true',
    ...changed,
  };
  const inside = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  const content = `<AssociateId>${associateId}</AssociateId><Type>imap</Type><Credentials>${inside.join('')}</Credentials>`;
  return soap('User', 'SaveUntrustedCredentialsForAssociate', ticket, content);
};

const remove = (ticket: string, publicValue: string, type = 'imap') =>
  soap(
    'User',
    'RemoveUntrustedCredentialsForAssociate',
    ticket,
    `<AssociateId>104</AssociateId><Type>${type}</Type><PublicValue>${publicValue}</PublicValue>`,
  );

const list = async (ticket: string, path = '/Cust12345', type = 'imap') =>
  (
    await soap(
      'User',
      'GetUntrustedCredentialsForAssociate',
      ticket,
      `<AssociateId>104</AssociateId><Type>${type}</Type>`,
      path,
    )
  ).text();

const stored = (publicValue = 'new') => crm.credentials.filter((row) => row.PublicValue === publicValue);

describe('signing in', () => {
  it('stands between any page and a stranger', async () => {
    for (const [name, address] of Object.entries(crm.pages)) {
      const response = await fetch(address, { redirect: 'manual' });
      expect(response.status, name).toBe(name === 'signIn' ? 200 : 302);
      if (name === 'signIn') continue;
      const { pathname, search } = new URL(address);
      const location = `/Cust12345/login.aspx?ReturnUrl=${encodeURIComponent(pathname + search)}`;
      expect(response.headers.get('location')).toBe(location);
    }
  });

  it('by the form gives both cookies, bound to the tenant, and goes back to the page', async () => {
    const { pathname, search } = new URL(crm.pages.company);
    const address = `${crm.pages.signIn}?ReturnUrl=${encodeURIComponent(pathname + search)}`;
    const form = await (await fetch(address)).text();
    expect(form).toContain('<form method="post"');
    const body = new URLSearchParams({ user: 'ase@fjordlys.example', password: 'anything' });
    const response = await fetch(address, { method: 'POST', body, redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(pathname + search);
    const [session, xsrf] = response.headers.getSetCookie();
    expect(session).toMatch(/^ASP\.NET_SessionId=[\w-]+; HttpOnly; Path=\/Cust12345; SameSite=Strict$/);
    expect(xsrf).toMatch(/^XSRF-TOKEN=[\w-]+; Path=\/Cust12345; SameSite=Strict$/);
  });

  it('refuses who cannot, and leads nowhere else', async () => {
    for (const user of ['nobody', 'PAIVI', 'FJORD', 'GRETA', 'OSKAR']) {
      expect((await signIn(user)).cookie, user).toBe('');
    }
    for (const returnUrl of [
      'https://elsewhere.example/',
      '//elsewhere.example/',
      '/SuperOffice/default.aspx',
    ]) {
      expect((await signIn('ASE', { returnUrl })).location).toBe(
        new URL(crm.pages.person).pathname + new URL(crm.pages.person).search,
      );
    }
  });

  it('as somebody else ends the session before', async () => {
    const first = await signIn('ASE');
    const token = await tokenOf(first);
    const second = await signIn('KARE', { cookie: first.cookie });
    expect(second.cookie).not.toBe(first.cookie);
    expect((await rest('User/currentPrincipal', first)).status).toBe(401);
    expect(await (await save(token, 104)).text()).toContain('SoSessionException');
    expect(await (await rest('User/currentPrincipal', second)).json()).toMatchObject({ AssociateId: 101 });
  });

  it('ends on signing out and when all sessions end', async () => {
    const first = await signIn('ASE');
    await fetch(`${crm.base}/logout.aspx`, { headers: { cookie: first.cookie }, redirect: 'manual' });
    expect((await rest('User/currentPrincipal', first)).status).toBe(401);
    const second = await signIn('ASE');
    const token = await tokenOf(second);
    crm.endSessions();
    expect((await rest('User/currentPrincipal', second)).status).toBe(401);
    expect(await (await save(token, 104)).text()).toContain('SoSessionException');
  });
});

describe('pages', () => {
  it('show what they are for, with the XSRF value and a policy', async () => {
    const signedIn = await signIn('ASE');
    const expected = {
      company:
        '<tr class="selected" aria-current="true"><td><a href="/Cust12345/default.aspx?person.main?person_id=207">',
      person: '<h1>Jörg Müller-Thomsen</h1>',
      outsider:
        '<tr class="selected" aria-current="true"><td><a href="/Cust12345/default.aspx?person.main?person_id=104">',
      diary: '<h1>Jörg Müller-Thomsen</h1><p class="under">Diary</p>',
      resourceDiary: '<h1>Meeting room Fjord</h1>',
      admin:
        '<tr class="selected" aria-current="true"><td><a href="/Cust12345/admin/default.aspx?adminusers?associate_id=104">',
      companyOnly: '<p>No contacts yet.</p>',
    };
    for (const [name, part] of Object.entries(expected)) {
      const address = crm.pages[name as keyof typeof expected];
      const response = await fetch(address, { headers: { cookie: signedIn.cookie } });
      const page = await response.text();
      expect(page, name).toContain(part);
      expect(page, name).toContain(`id="XSRF_TOKEN" name="XSRF_TOKEN" value="${signedIn.xsrf}"`);
      expect(response.headers.get('content-security-policy')).toBe(
        "default-src 'self'; style-src 'self' 'unsafe-inline'",
      );
    }
  });

  it('have links in every documented form, on a company', async () => {
    const { cookie } = await signIn('ASE');
    const page = await (await fetch(crm.pages.company, { headers: { cookie } })).text();
    const found = [...page.matchAll(/href="([^"]+)" data-link="(\w+)"/g)];
    expect(
      Object.fromEntries(found.map(([, href = '', name]) => [name, href.replaceAll('&amp;', '&')])),
    ).toEqual({
      page: '/Cust12345/Default.aspx?contact.main.minimonth.personarchive?contact_id=2&person_id=212',
      mobile: 'superoffice://person?person_id=212',
      panel: 'superoffice:contact.main.personarchive?contact_id=2&person_id=212',
      diary: 'superoffice:diary.day?diaryowner_id=107',
      script: 'soprotocol:person.main?person_id=212',
      archive: "javascript:PageUpdate('soprotocol:?person_id=212','');",
      company: 'superoffice://contact?contact_id=2',
      foreign: '/SuperOffice/default.aspx?person.main?person_id=207',
      unreadable: 'superoffice://person?person_id=EMILY',
    });
  });

  it('are found in any letter case, and lead to each other only', async () => {
    const { cookie } = await signIn('ASE');
    const get = (path: string) => fetch(crm.origin + path, { headers: { cookie }, redirect: 'manual' });
    const page = await (await get('/cust12345/DEFAULT.aspx?Person.Main?PERSON_ID=207')).text();
    expect(page).toContain('<h1>Jörg Müller-Thomsen</h1>');
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
    expect(links.length).toBeGreaterThan(7);
    for (const link of links.filter((each) => !each.includes('logout')))
      expect((await get(link)).status, link).toBe(200);
    for (const path of ['/Cust12345/default.aspx?x?person_id=99', '/Cust12345/other.aspx', '/other/']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });
});

describe('REST', () => {
  it('says what it is to anybody', async () => {
    const response = await fetch(`${crm.base}/api`);
    expect(await response.json()).toMatchObject({
      v1: `${crm.base}/api/v1`,
      Services: 'Services87',
      ServicesCurrent: 'Services88',
    });
    expect(crm.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/Cust12345/api',
      operation: 'api',
      status: 200,
    });
  });

  it('answers 401 without a session, and without or with a wrong XSRF value', async () => {
    const { cookie } = await signIn('ASE');
    const failures = [
      [{}, 'SoSessionException'],
      [{ xsrf: 'x' }, 'SoSessionException'],
      [{ cookie }, 'XsrfValidationException'],
      [{ cookie, xsrf: 'x' }, 'XsrfValidationException'],
    ] as const;
    for (const [signedIn, ErrorType] of failures) {
      const response = await rest('User/currentPrincipal', signedIn);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ Error: true, ErrorType, ErrorMessage: expect.any(String) });
    }
  });

  it('knows who is signed in, and with what token', async () => {
    const administrator = await signIn('ASE');
    expect(await (await rest('User/currentPrincipal', administrator)).json()).toMatchObject({
      AssociateId: 100,
      PersonId: 201,
      Associate: 'ASE',
      FullName: 'Åse Lindqvist',
      UserName: 'ase@fjordlys.example',
      UserType: 'InternalAssociate',
      FunctionRights: expect.arrayContaining(['admin-all', 'admin-users']),
      DatabaseContextIdentifier: 'Cust12345',
    });
    const { FunctionRights } = await (await rest('User/currentPrincipal', await signIn('KARE'))).json();
    expect(FunctionRights).not.toContain('admin-all');
    expect(FunctionRights).not.toContain('admin-users');
    const token = await tokenOf(administrator);
    expect(token).toMatch(/^8A:Cust12345\../);
    expect(await tokenOf(administrator)).toBe(token);
    expect(await tokenOf(await signIn('ASE'))).not.toBe(token);
  });

  it('finds the associate that a person is, and none for others', async () => {
    const signedIn = await signIn('KARE');
    const byPerson = async (PersonId: number) =>
      (await rest('Agents/Associate/GetAssociateByPersonId', signedIn, { PersonId })).json();
    expect(await byPerson(207)).toMatchObject({
      AssociateId: 104,
      Name: 'JORG',
      Type: 'InternalAssociate',
      TableRight: null,
    });
    expect(await byPerson(213)).toMatchObject({ AssociateId: 109, Deleted: true });
    for (const nobody of [104, 101, 0, 9999]) expect(await byPerson(nobody)).toBeNull();
    // The id stands in the query, and nothing in a body; of a list the body is the array alone.
    const inBody = await rest('Agents/Associate/GetAssociate', signedIn, { AssociateId: 104 });
    expect(inBody.status).toBe(400);
    const inBoth = await rest('Agents/Associate/GetAssociate?associateId=104', signedIn, {
      AssociateId: 104,
    });
    expect(inBoth.status).toBe(400);
    const list = 'Agents/Associate/GetAssociateList';
    expect((await rest(list, signedIn, { AssociateIds: [104] })).status).toBe(400);
    expect(await (await rest(list, signedIn, [104, 207])).json()).toMatchObject([
      { AssociateId: 104 },
      { AssociateId: 207 },
    ]);
    const byId = await rest('Agents/Associate/GetAssociate?associateId=207', signedIn, null);
    expect(await byId.json()).toMatchObject({
      FullName: 'Meeting room Fjord',
      Type: 'ResourceAssociate',
      PersonId: 0,
    });
    // As SuperOffice's own client spells it.
    const inCamelCase = await rest('Agents/Associate/GetAssociateByPersonId', signedIn, { personId: 207 });
    expect(await inCamelCase.json()).toMatchObject({ AssociateId: 104 });
  });

  it('searches users, by the operators that the type of a column has', async () => {
    const signedIn = await signIn('KARE');
    const idsBy = async ($filter: string, more = {}) => {
      const query = new URLSearchParams({
        $select: 'associateDbId',
        $filter,
        $orderBy: 'associateDbId',
        ...more,
      });
      const response = await rest(`User?${query}`, signedIn);
      const { value } = (await response.json()) as { value: { associateDbId: number }[] };
      return value.map(({ associateDbId }) => associateDbId);
    };
    crm.tenants.Cust12345.associates[0] = {
      ...(crm.tenants.Cust12345.associates[0] as (typeof crm.tenants.Cust12345.associates)[0]),
      FullName: "Åse O'Brien",
    };
    expect(await idsBy("fullName contains 'MÜLLER-'")).toEqual([104]);
    // Accents count, and a letter with its mark beside it is another.
    for (const text of ['muller', 'müller'.normalize('NFD')])
      expect(await idsBy(`fullName contains '${text}'`)).toEqual([]);
    expect(await idsBy("fullName begins 'e' and personEmail contains '@mail'")).toEqual([107]);
    expect(await idsBy("userName is 'JORG@fjordlys.example'")).toEqual([104]);
    expect(await idsBy("fullName in ('Emily Hartley', 'Nobody')")).toEqual([107]);
    expect(await idsBy("fullName contains 'O\\'Brien'")).toEqual([100]);
    expect(await idsBy('associateDbId associateIsOneOf (104, 207)')).toEqual([104, 207]);
    expect(await idsBy('isActive set false')).toEqual([109]);
    expect(await idsBy('assocType oneOf (1,4) and isActive set true')).toEqual([112, 207]);
    expect(await idsBy('personId eq 207')).toEqual([104]);
    expect(await idsBy("fullName contains ''", { $top: '3', $skip: '2' })).toEqual([104, 106, 107]);
    expect(await idsBy("fullName contains 'r'", { $orderBy: 'fullName desc,associateDbId' })).toEqual([
      106, 207, 101, 104, 112, 107, 100,
    ]);
  });

  it('shows rows in words and icons, unless it is asked for logical values in English', async () => {
    const signedIn = await signIn('KARE');
    const select =
      'associateDbId,fullName,assocName,userName,personEmail,usergroup,assocType,isActive,isLocation';
    const rowOf = async (id: number, more = '', headers = {}) => {
      const query = `User?$select=${select}&$filter=associateDbId%20associateIsOneOf%20(${id})${more}`;
      return (await (await rest(query, signedIn, undefined, headers)).json()).value[0];
    };
    const person = {
      PrimaryKey: '109',
      EntityName: 'User',
      associateDbId: 109,
      fullName: 'Päivi Mäkelä',
      assocName: 'PAIVI',
      userName: 'paivi@fjordlys.example',
      personEmail: 'päivi@mail.fjordlys.example',
      usergroup: 'Everybody',
    };
    expect(await rowOf(109)).toEqual({
      ...person,
      assocType: 'Medarbeider',
      isActive: 'icon:7',
      isLocation: 'icon:7',
    });
    expect(await rowOf(109, '&$output=Logical', { 'SO-Language': 'en' })).toEqual({
      ...person,
      assocType: 'Associate',
      isActive: false,
      isLocation: false,
    });
    expect(await rowOf(207, '&$output=Logical', { 'SO-Language': 'en' })).toMatchObject({
      assocType: 'Resource',
      isActive: true,
      isLocation: true,
    });
  });

  it.each([
    '$select=password',
    "$filter=password contains 'x'",
    "$filter=fullName contains 'O'Brien'",
    "$filter=fullName contains 'O''Brien'",
    "$filter=fullName contains 'x' or fullName contains 'y'",
    "$filter=fullName contains 'x' and",
    "$filter=fullName contains 'x' isActive set true",
    '$filter=fullName contains x',
    '$filter=fullName contains 7',
    "$filter=fullName contains ('x')",
    "$filter=fullName in 'x'",
    "$filter=fullName toString 'x'",
    "$filter=assocName contains 'x'",
    "$filter=assocName is 'x'",
    '$filter=associateDbId eq 104',
    "$filter=assocType contains 'x'",
    "$filter=isActive is 'true'",
    '$filter=isActive set 1',
    "$filter=usergroup contains 'x'",
    '$filter=',
    '$orderBy=password',
    '$orderBy=fullName up',
    '$orderBy=personId',
    '$top=many',
    '$skip=-1',
    '$output=Raw',
    '$search=x',
    `$filter=fullName contains '${'x'.repeat(2_048)}'`,
  ])('answers 400 to %s', async (query) => {
    const response = await rest(`User?${query}`, await signIn('KARE'));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ Error: true });
  });

  it('saves, lists and removes credentials', async () => {
    const signedIn = await signIn('ASE');
    const Credentials = {
      ValidFrom: '2026-01-01T00:00:00',
      SecretValue: 's',
      PublicValue: 'new',
      IsActive: true,
    };
    const saved = await rest('Agents/User/SaveUntrustedCredentialsForAssociate', signedIn, {
      AssociateId: 104,
      Type: 'imap',
      Credentials,
    });
    expect(saved.status).toBe(204);
    const row = {
      AssociateId: 104,
      Type: 'imap',
      Comment: null,
      ValidTo: '0001-01-01T00:00:00',
      ...Credentials,
    };
    expect(stored()).toEqual([row]);
    const list = await rest('Agents/User/GetUntrustedCredentialsForAssociate', signedIn, {
      AssociateId: 104,
      Type: 'imap',
    });
    expect(await list.json()).toContainEqual(
      expect.objectContaining({ PublicValue: 'new', SecretValue: '' }),
    );
    const key = { AssociateId: 104, Type: 'imap', PublicValue: 'new' };
    expect((await rest('Agents/User/RemoveUntrustedCredentialsForAssociate', signedIn, key)).status).toBe(
      204,
    );
    expect(stored()).toEqual([]);
  });

  it('answers bad calls with an error object', async () => {
    const signedIn = await signIn('KARE');
    const agent = 'Agents/User/SaveUntrustedCredentialsForAssociate';
    expect((await rest(agent, signedIn)).status).toBe(405);
    expect((await rest(agent, signedIn, [])).status).toBe(400);
    expect((await rest(agent, signedIn, 'text')).status).toBe(400);
    expect((await rest(agent, signedIn, { AssociateId: '101' })).status).toBe(400);
    expect(
      (await rest(agent, signedIn, { AssociateId: 101, Credentials: { ValidFrom: 'now' } })).status,
    ).toBe(400);
    expect((await rest(agent, signedIn, { AssociateId: 104 })).status).toBe(403);
    expect((await rest('Agents/User/Other', signedIn, {})).status).toBe(404);
    const headers = { cookie: signedIn.cookie, 'X-XSRF-TOKEN': signedIn.xsrf };
    expect((await fetch(`${crm.base}/api/v1/${agent}`, { method: 'POST', headers, body: '{}' })).status).toBe(
      415,
    );
  });
});

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
