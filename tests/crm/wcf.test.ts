import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import {
  Fault,
  Refusal,
  readRequest,
  SERVICES,
  type Value,
  type Values,
  writeFault,
  writeResponse,
} from './wcf.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const OTHER = SERVICES.replace('88', '86');

const FIELDS = {
  ValidFrom: '<n:ValidFrom>2026-01-02T00:00:00</n:ValidFrom>',
  ValidTo: '<n:ValidTo>9999-12-31T23:59:59</n:ValidTo>',
  Comment: '<n:Comment>Mailbox</n:Comment>',
  SecretValue: '<n:SecretValue>s3cret</n:SecretValue>',
  PublicValue: '<n:PublicValue>imap.example/jo</n:PublicValue>',
  IsActive: '<n:IsActive>true</n:IsActive>',
};
const STORED = {
  TableRight: null,
  FieldProperties: null,
  ValidFrom: '2026-01-02T00:00:00',
  ValidTo: '9999-12-31T23:59:59',
  Comment: 'Mailbox',
  SecretValue: 's3cret',
  PublicValue: 'imap.example/jo',
  IsActive: true,
};

const fields = (changed: Partial<typeof FIELDS> = {}) => Object.values({ ...FIELDS, ...changed }).join('');
const parameters = (inside = fields(), before = '<n:AssociateId>10</n:AssociateId><n:Type>imap</n:Type>') =>
  `${before}<n:Credentials>${inside}</n:Credentials>`;
const envelope = (content: string, header = '') =>
  `<s:Envelope xmlns:s="${SOAP}" xmlns:n="${SERVICES}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
  `${header}<s:Body><n:${SAVE}>${content}</n:${SAVE}></s:Body></s:Envelope>`;

const action = (name: string, version = SERVICES, service = 'User') => `"${version}/${service}/${name}"`;
const readXml = (
  xml: string,
  contentType = 'text/xml; charset=utf-8',
  soapAction: string | undefined = action(SAVE),
) => readRequest('User', contentType, soapAction, new TextEncoder().encode(xml));
const read = (content: string) => readXml(envelope(content)).parameters;
const readCredentials = (inside: string) => read(parameters(inside)).Credentials as Values;

describe('what is read', () => {
  it('takes everything in its place', () => {
    expect(read(parameters())).toEqual({ AssociateId: 10, Type: 'imap', Credentials: STORED });
  });

  it('finds the ticket in the header and leaves its white space', () => {
    const header = (ticket: string) =>
      `<s:Header><n:Credentials><n:Ticket>${ticket}</n:Ticket></n:Credentials></s:Header>`;
    expect(readXml(envelope(parameters(), header('8A:x'))).ticket).toBe('8A:x');
    expect(readXml(envelope(parameters(), header(' 8A:x\n'))).ticket).toBe(' 8A:x\n');
    expect(readXml(envelope(parameters())).ticket).toBeNull();
    const foreign = `<s:Header><o:Credentials xmlns:o="${OTHER}"><o:Ticket>8A:x</o:Ticket></o:Credentials></s:Header>`;
    expect(readXml(envelope(parameters(), foreign)).ticket).toBeNull();
  });

  it('tells nil, empty and absent apart', () => {
    expect(readCredentials(fields({ Comment: '<n:Comment i:nil="true"/>' })).Comment).toBeNull();
    expect(readCredentials(fields({ Comment: '<n:Comment/>' })).Comment).toBe('');
    expect(readCredentials(fields({ Comment: '' })).Comment).toBeNull();
    expect(read('<n:AssociateId>10</n:AssociateId><n:Credentials i:nil="1"/>').Credentials).toBeNull();
  });

  it('keeps white space, markup and characters of every plane in a text', () => {
    const secret = (text: string) =>
      readCredentials(fields({ SecretValue: `<n:SecretValue>${text}</n:SecretValue>` }));
    expect(secret('  a b\t').SecretValue).toBe('  a b\t');
    expect(secret('&lt;&amp;&#38;&#x26;]]&gt;').SecretValue).toBe('<&&&]]>');
    expect(secret('a<![CDATA[<&#1;>]]><!-- &#1; -->b').SecretValue).toBe('a<&#1;>b');
    expect(secret('🔑&#x1F511;ü').SecretValue).toBe('🔑🔑ü');
  });

  it.each<[string, string, Value]>([
    ['IsActive', '1', true],
    ['IsActive', ' false ', false],
    ['ValidFrom', '2026-01-02', '2026-01-02T00:00:00'],
    ['ValidFrom', '2026-01-02T03:04:05.678', '2026-01-02T03:04:05'],
    ['ValidFrom', '2026-01-02T23:30:00Z', '2026-01-02T23:30:00'],
    ['ValidFrom', '2026-01-02T23:30:00+00:00', '2026-01-03T00:30:00'],
    ['ValidFrom', '2026-07-02T23:30:00+00:00', '2026-07-03T01:30:00'],
    ['ValidFrom', '9999-12-31T23:59:59-01:00', '9999-12-31T23:59:59'],
  ])('reads %s %s as %s', (name, text, value) => {
    expect(readCredentials(fields({ [name]: `<n:${name}>${text}</n:${name}>` }))[name]).toBe(value);
  });

  it('reads a list of numbers in its own namespace only', () => {
    const list = (prefix: string) =>
      `<s:Envelope xmlns:s="${SOAP}"><s:Body><GetAssociateList xmlns="${SERVICES}"><AssociateIds ` +
      'xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">' +
      `<${prefix}int>3</${prefix}int><${prefix}int>5</${prefix}int></AssociateIds></GetAssociateList></s:Body></s:Envelope>`;
    const ids = (prefix: string) =>
      readRequest(
        'Associate',
        'text/xml',
        action('GetAssociateList', SERVICES, 'Associate'),
        new TextEncoder().encode(list(prefix)),
      ).parameters.AssociateIds;
    expect(ids('a:')).toEqual([3, 5]);
    expect(ids('')).toEqual([]);
  });
});

describe('silent loss', () => {
  it('loses the secret when PublicValue comes before it', () => {
    const { SecretValue, PublicValue, ...others } = FIELDS;
    const inside =
      Object.values(others).join('').replace(FIELDS.IsActive, '') +
      PublicValue +
      SecretValue +
      FIELDS.IsActive;
    expect(readCredentials(inside)).toEqual({ ...STORED, SecretValue: null });
  });

  it('loses dates, secret and public value in alphabetical order', () => {
    const names = Object.keys(FIELDS).sort() as (keyof typeof FIELDS)[];
    expect(readCredentials(names.map((name) => FIELDS[name]).join(''))).toEqual({
      ...STORED,
      ValidFrom: '0001-01-01T00:00:00',
      ValidTo: '0001-01-01T00:00:00',
      SecretValue: null,
      PublicValue: null,
    });
  });

  it('takes AssociateId 0 when it is missing or not first', () => {
    const type = '<n:Type>imap</n:Type>';
    const id = '<n:AssociateId>10</n:AssociateId>';
    for (const before of [type, type + id]) {
      expect(read(parameters(fields(), before))).toEqual({
        AssociateId: 0,
        Type: 'imap',
        Credentials: STORED,
      });
    }
    expect(read(parameters() + id).AssociateId).toBe(10);
    expect(read('')).toEqual({ AssociateId: 0, Type: null, Credentials: null });
  });

  it('leaves a field empty that is of another namespace or letter case', () => {
    const foreign = `<SecretValue xmlns="${OTHER}">s3cret</SecretValue>`;
    expect(readCredentials(fields({ SecretValue: foreign }))).toEqual({ ...STORED, SecretValue: null });
    expect(
      readCredentials(fields({ SecretValue: '<SecretValue>s3cret</SecretValue>' })).SecretValue,
    ).toBeNull();
    expect(
      readCredentials(fields({ SecretValue: '<n:secretValue>s3cret</n:secretValue>' })).SecretValue,
    ).toBeNull();
    expect(readCredentials(fields({ Comment: '<n:Surprise>x</n:Surprise>' }))).toEqual({
      ...STORED,
      Comment: null,
    });
  });

  it('takes the first of two fields with the same name', () => {
    expect(
      readCredentials(fields({ SecretValue: `${FIELDS.SecretValue}<n:SecretValue>x</n:SecretValue>` })),
    ).toEqual(STORED);
  });

  it('takes 0001-01-01 for dates left out', () => {
    expect(readCredentials(fields({ ValidFrom: '', ValidTo: '' }))).toEqual({
      ...STORED,
      ValidFrom: '0001-01-01T00:00:00',
      ValidTo: '0001-01-01T00:00:00',
    });
  });

  it('turns a raw CR or CRLF into LF, and keeps a CR that is written as a reference', () => {
    const secret = (text: string) =>
      readCredentials(fields({ SecretValue: `<n:SecretValue>${text}</n:SecretValue>` })).SecretValue;
    expect(secret('a\rb\r\nc\nd')).toBe('a\nb\nc\nd');
    expect(secret('a&#13;b&#xD;&#10;c')).toBe('a\rb\r\nc');
  });

  it.each([0, 1, 0x8, 0xb, 0xc, 0x1f, 0xfffe, 0xffff])(
    'stores U+%s and answers something that is no XML',
    (code) => {
      const character = String.fromCharCode(code);
      for (const reference of [`&#${code};`, `&#x${code.toString(16)};`]) {
        const credentials = readCredentials(fields({ Comment: `<n:Comment>a${reference}b</n:Comment>` }));
        expect(credentials).toEqual({ ...STORED, Comment: `a${character}b` });
        const answer = writeResponse('GetUntrustedCredentialsForAssociate', { Response: [credentials] });
        expect(answer).toContain(`<Comment>a&#x${code.toString(16).toUpperCase()};b</Comment>`);
        expect(() => new SaxesParser().write(answer).close()).toThrow();
      }
    },
  );

  it('does not refuse a wrapper of the right version with members of another', () => {
    const content = parameters().replaceAll('<n:', '<o:').replaceAll('</n:', '</o:');
    const xml = envelope(content).replace('xmlns:n=', `xmlns:o="${OTHER}" xmlns:n=`);
    expect(readXml(xml).parameters).toEqual({ AssociateId: 0, Type: null, Credentials: null });
  });
});

const statusOf = (attempt: () => unknown): string | number => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Refusal) return error.status;
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('loud failures', () => {
  const good = envelope(parameters());
  const header = '<n:Credentials><n:Ticket>8A:x</n:Ticket></n:Credentials>';

  it.each([
    ['header elements outside Header', envelope(parameters(), header)],
    ['text in the envelope', envelope(parameters(), 'text')],
    ['an element after Body', good.replace('</s:Body>', '</s:Body><n:Ticket/>')],
    ['a SOAP 1.2 envelope', good.replace(SOAP, 'http://www.w3.org/2003/05/soap-envelope')],
    ['no envelope', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['no body', `<s:Envelope xmlns:s="${SOAP}"><s:Header/></s:Envelope>`],
    ['a DOCTYPE', `<!DOCTYPE s:Envelope>${good}`],
    ['an entity of its own', `<!DOCTYPE x [<!ENTITY e "x">]>${good.replace('s3cret', '&e;')}`],
    ['white space before the declaration', ` <?xml version="1.0"?>${good}`],
    ['text before the declaration', `x<?xml version="1.0"?>${good}`],
    ['a processing instruction', `<?pi?>${good}`],
    ['XML 1.1', `<?xml version="1.1"?>${good}`],
    ['another encoding', `<?xml version="1.0" encoding="iso-8859-1"?>${good}`],
    ['an unclosed element', good.slice(0, -3)],
    ['an unbound prefix', good.replace('xmlns:n=', 'xmlns:m=')],
    ['a raw control character', good.replace('s3cret', '\u0001')],
    ['an unknown entity', good.replace('s3cret', '&nbsp;')],
    ['a reference beyond Unicode', good.replace('s3cret', '&#x110000;')],
    ['nothing', ''],
  ])('400: %s', (_name, xml) => {
    expect(statusOf(() => readXml(xml))).toBe(400);
  });

  it('400: bytes that are no UTF-8', () => {
    expect(statusOf(() => readRequest('User', 'text/xml', action(SAVE), new Uint8Array([0x3c, 0xff])))).toBe(
      400,
    );
  });

  it.each([
    'text/plain;charset=UTF-8',
    'application/soap+xml',
    'application/xml',
    '',
    'text/xml; charset=iso-8859-1',
  ])('415: %s', (contentType) => {
    expect(statusOf(() => readXml(good, contentType))).toBe(415);
  });

  it.each(['text/xml', 'TEXT/XML; charset="UTF-8"'])('no 415: %s', (contentType) => {
    expect(statusOf(() => readXml(good, contentType))).toBe('accepted');
  });

  it('accepts a declaration, a byte order mark and an action without quotes', () => {
    expect(statusOf(() => readXml(`\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n${good}`))).toBe('accepted');
    expect(statusOf(() => readXml(good, 'text/xml', action(SAVE).slice(1, -1)))).toBe('accepted');
  });

  it.each([
    ['empty', '""'],
    ['of another version', action(SAVE, OTHER)],
    ['unknown', action('DropDatabase')],
    ['of another service', action('GetAssociate', SERVICES, 'Associate')],
    ['of this service with the operation of another', action('GetAssociate')],
  ])('500: an action that is %s', (_name, soapAction) => {
    expect(statusOf(() => readXml(good, 'text/xml', soapAction))).toBe('ActionNotSupported');
  });

  it('500: no action', () => {
    const body = new TextEncoder().encode(good);
    expect(statusOf(() => readRequest('User', 'text/xml', undefined, body))).toBe('ActionNotSupported');
  });

  it.each([
    [
      'of another version',
      good.replace('xmlns:n=', 'xmlns:o=').replaceAll('n:', 'o:').replace(SERVICES, OTHER),
    ],
    ['of another operation', good.replaceAll(SAVE, 'GetUntrustedCredentialsForAssociate')],
    ['that is missing', good.replace(/<s:Body>.*<\/s:Body>/, '<s:Body/>')],
  ])('500: a wrapper %s', (_name, xml) => {
    expect(statusOf(() => readXml(xml))).toBe('DeserializationFailed');
  });

  it.each([
    ['ValidFrom', ''],
    ['ValidFrom', '2026-02-30T00:00:00'],
    ['ValidFrom', '2026-1-2'],
    ['ValidFrom', 'today'],
    ['IsActive', ''],
    ['IsActive', 'True'],
    ['IsActive', 'yes'],
    ['IsActive', 'constructor'],
    ['SecretValue', '<n:b>x</n:b>'],
  ])('500: %s %s', (name, text) => {
    const content = parameters(fields({ [name]: `<n:${name}>${text}</n:${name}>` }));
    expect(statusOf(() => read(content))).toBe('DeserializationFailed');
  });

  it.each(['ValidFrom', 'ValidTo', 'IsActive'])('500: nil as %s', (name) => {
    const content = parameters(fields({ [name]: `<n:${name} i:nil="true"/>` }));
    expect(statusOf(() => read(content))).toBe('DeserializationFailed');
  });

  it.each(['', 'ten', '1.5', '2147483648'])('500: AssociateId %s', (text) => {
    const before = `<n:AssociateId>${text}</n:AssociateId>`;
    expect(statusOf(() => read(parameters(fields(), before)))).toBe('DeserializationFailed');
  });

  it('500: nil as AssociateId, and text between the members', () => {
    expect(statusOf(() => read('<n:AssociateId i:nil="true"/>'))).toBe('DeserializationFailed');
    expect(statusOf(() => read(`text${parameters()}`))).toBe('DeserializationFailed');
    expect(statusOf(() => read(parameters(`${fields()}text`)))).toBe('DeserializationFailed');
  });
});

describe('what is written', () => {
  const H = `xmlns:h="${SERVICES}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`;

  it('is an envelope without declaration, with all four headers and an empty answer', () => {
    expect(writeResponse(SAVE, {})).toBe(
      `<s:Envelope xmlns:s="${SOAP}"><s:Header>` +
        `<h:ExceptionInfo i:nil="true" ${H}/><h:ExtraInfo i:nil="true" ${H}/><h:Succeeded ${H}>true</h:Succeeded>` +
        `<h:TimeZone ${H}><h:SoTimeZoneId>1</h:SoTimeZoneId><h:SoTimeZoneLocationCode>NO</h:SoTimeZoneLocationCode>` +
        `</h:TimeZone></s:Header><s:Body><${SAVE}Response xmlns="${SERVICES}"/></s:Body></s:Envelope>`,
    );
  });

  it('holds the members of a carrier in order, its rights as nil first', () => {
    const answer = writeResponse('GetUntrustedCredentialsForAssociate', { Response: [STORED] });
    expect(answer).toContain(
      '<UntrustedCredentials><TableRight i:nil="true"/><FieldProperties i:nil="true"/>' +
        '<ValidFrom>2026-01-02T00:00:00</ValidFrom><ValidTo>9999-12-31T23:59:59</ValidTo><Comment>Mailbox</Comment>' +
        '<SecretValue>s3cret</SecretValue><PublicValue>imap.example/jo</PublicValue><IsActive>true</IsActive>' +
        '</UntrustedCredentials>',
    );
  });

  it('escapes markup, and CR as a reference', () => {
    const answer = writeResponse('GetAssociate', { Response: { Name: '<a> & "b"\r\n' } });
    expect(answer).toContain('<Name>&lt;a&gt; &amp; "b"&#xD;\n</Name>');
  });

  it('has nil for a person who is no associate', () => {
    expect(writeResponse('GetAssociateByPersonId', { Response: null })).toContain(
      `<GetAssociateByPersonIdResponse xmlns="${SERVICES}"><Response i:nil="true" xmlns:i=`,
    );
  });

  it('wraps the answer of every way to authenticate in the same element', () => {
    const values = {
      Response: { FunctionRights: ['a'] },
      Credentials: { Ticket: '7T:x' },
      AuthenticationSucceeded: true,
    };
    const answer = writeResponse('AuthenticateWithAccessToken', values);
    expect(answer).toContain(`<AuthenticateResponse xmlns="${SERVICES}"><Response`);
    expect(answer).toContain('<a:string>a</a:string></FunctionRights>');
  });

  it('tells an exception in the header and leaves the answer nil', () => {
    const answer = writeResponse('GetAssociate', {}, { Message: 'No', ExceptionType: 'SoSentryException' });
    expect(answer).toContain('<h:Message>No</h:Message><h:StackTrace i:nil="true"/>');
    expect(answer).toContain('>false</h:Succeeded>');
    expect(answer).toContain('<Response i:nil="true"');
  });

  it('has an unqualified code and text in a fault', () => {
    const answer = writeFault(new Fault('DeserializationFailed', "'<' is not a number"));
    expect(answer).toMatch(
      /<s:Body><s:Fault><faultcode xmlns:a="[^"]+dispatcher">a:DeserializationFailed<\/faultcode>/,
    );
    expect(answer).toContain(
      '<faultstring xml:lang="en-US">\'&lt;\' is not a number</faultstring></s:Fault>',
    );
  });
});
