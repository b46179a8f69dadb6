import { describe, expect, it } from 'vitest';
import { crm, rest, signIn, stored, tokenOf } from './client.ts';

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
