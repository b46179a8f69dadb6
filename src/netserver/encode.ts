import { isSendable, referToUnsendable } from '../characters.ts';
import {
  type Members,
  type MemberType,
  namespaceOf,
  OPERATIONS,
  type OperationName,
  type Request,
  SERVICES,
  type Services,
} from './operations.ts';

export const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';

/**
 * An HTTP request. Its path is below the place of the services of all versions
 * (`https://online3.superoffice.com/Cust12345/Remote/`).
 */
export interface SoapRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A value that NetServer would lose or misread; nothing may be sent. Names the member, never the value. */
export interface Unsendable {
  readonly unsendable: string;
}

/** The values that go into soap:Header. */
export interface Authentication {
  /** `8A:…` or `7T:…`; `null` for SoPrincipal, which takes none. */
  readonly ticket: string | null;
  /** SuperOffice's key of a registered app, where one is set. */
  readonly applicationToken?: string;
}

/**
 * Writes the SOAP 1.1 request of an operation.
 * `services` is the version that the server speaks.
 * @returns the request, or the name of the first member that cannot be sent as it is
 */
export function encode<N extends OperationName>(
  name: N,
  request: Request<N>,
  {
    ticket,
    applicationToken,
    services = SERVICES[0],
  }: Authentication & { readonly services?: Services | undefined },
): SoapRequest | Unsendable {
  const { service, request: members, namesStored = false }: Row = OPERATIONS[name];
  const namespace = namespaceOf(services);
  const header: string[] = [];
  for (const [block, value, write] of [
    [
      'ApplicationToken',
      applicationToken || null,
      (text: string) => `<n:ApplicationToken>${text}</n:ApplicationToken>`,
    ],
    ['Ticket', ticket, (text: string) => `<n:Credentials><n:Ticket>${text}</n:Ticket></n:Credentials>`],
  ] as const) {
    if (value === null) continue;
    // White space around a ticket makes it another one.
    if (!/^[\x21-\x7e]+$/.test(value)) return { unsendable: block };
    header.push(write(escapeText(value)));
  }
  const written = write({ name, type: members, namesStored }, request);
  if (typeof written !== 'string') return written;
  const blocks = header.length > 0 ? `<s:Header>${header.join('')}</s:Header>` : '';
  return {
    path: `${services}/${service}.svc`,
    headers: {
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: `"${namespace}/${service}/${name}"`,
    },
    body: `<s:Envelope xmlns:s="${SOAP_NAMESPACE}" xmlns:n="${namespace}">${blocks}<s:Body>${written}</s:Body></s:Envelope>`,
  };
}

type Row = Pick<(typeof OPERATIONS)[OperationName], 'service'> & {
  readonly request: Members;
  readonly namesStored?: boolean;
};

/** A member of a request. */
interface Part {
  readonly name: string;
  readonly type: MemberType;
  readonly namesStored: boolean;
}

/** Writes an element. Its name comes from the table only, never from a value. */
function write({ name, type, namesStored }: Part, value: unknown): string | Unsendable {
  let content = '';
  if (typeof type === 'string') {
    const text = namesStored && typeof value === 'string' ? escapeText(value) : LEXICAL[type](value);
    if (text === undefined) return { unsendable: name };
    content = text;
  } else {
    for (const [member, memberType] of Object.entries(type)) {
      const part = { name: member, type: memberType, namesStored };
      const written = write(part, (value as Record<string, unknown> | null)?.[member]);
      if (typeof written !== 'string') return written;
      content += written;
    }
  }
  return `<n:${name}>${content}</n:${name}>`;
}

/** Gives the text of a value, or `undefined` where the value is not of its type. */
const LEXICAL = {
  int: (value: unknown) =>
    Number.isInteger(value) && Math.abs(value as number) < 2 ** 31 ? String(value) : undefined,
  // WCF refuses `True`.
  boolean: (value: unknown) => (typeof value === 'boolean' ? String(value) : undefined),
  // No `Z`, no offset: NetServer takes the digits as wall-clock time.
  dateTime: (value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value) ? value : undefined,
  string: (value: unknown) =>
    typeof value === 'string' && isSendable(value) ? escapeText(value) : undefined,
};

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  // A raw CR would arrive as LF.
  '\r': '&#13;',
};

function escapeText(text: string): string {
  return referToUnsendable(text.replace(/[&<>\r]/g, (character) => ESCAPES[character] as string));
}
