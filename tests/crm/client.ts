import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Crm, startCrm } from './server.ts';
import { SERVICES } from './wcf.ts';

/** A demo CRM, which each file that imports this has for itself. */
export let crm: Crm;
beforeAll(async () => {
  crm = await startCrm();
});
afterEach(() => {
  crm.reset();
  crm.endSessions();
});
afterAll(() => crm.close());

/** What a browser has after signing in: the cookies to send, the XSRF value, and where it was sent on to. */
export interface SignedIn {
  cookie: string;
  xsrf: string;
  location: string;
}

/** Signs somebody in, by default at the online-like tenant and with no session before. */
export async function signIn(
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

/** Asks by REST with what signing in has given: a GET, or a POST where there is a body. */
export const rest = (
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

/** The access token (`8A:`) of a session. */
export const tokenOf = async (signedIn: SignedIn): Promise<string> =>
  (await rest('User/currentToken', signedIn)).json();

/** Calls an operation by SOAP; `content` is the XML inside the operation's element. */
export function soap(
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

/** Stores an entry of the type imap for an associate by SOAP, open-ended and called `new` unless `changed`. */
export const save = (
  ticket: string | undefined,
  associateId: number,
  changed: Record<string, string> = {},
) => {
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

/** The body of SOAP's answer to what is stored for #104 of a type. */
export const list = async (ticket: string, path = '/Cust12345', type = 'imap') =>
  (
    await soap(
      'User',
      'GetUntrustedCredentialsForAssociate',
      ticket,
      `<AssociateId>104</AssociateId><Type>${type}</Type>`,
      path,
    )
  ).text();

/** The rows that the demo CRM holds under a public value, whoever they are for. */
export const stored = (publicValue = 'new') =>
  crm.credentials.filter((row) => row.PublicValue === publicValue);
