import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseKey,
  isUnencrypted,
  readAddress,
  readLink,
  type Subject,
  sameBase,
  tenantName,
} from '../src/addresses.ts';
import { sameTenant } from '../src/tenants.ts';

const BASE = 'https://online3.superoffice.com/Cust12345';
const ON_SITE = 'https://crm.example/apps/SO';
const AT_ROOT = 'https://crm.example';

describe('readAddress', () => {
  const offered = (kind: 'person' | 'associate', id: number): Subject => ({
    kind: 'offered',
    somebody: { kind, id },
  });
  const subjects: [string, Subject][] = [
    ['/default.aspx?contact.main.personarchive?contact_id=2&person_id=4445', { kind: 'person', id: 4445 }],
    ['/default.aspx?person?person_id=7', { kind: 'person', id: 7 }],
    ['/Default.aspx??PERSON_ID=7', { kind: 'person', id: 7 }],
    ['/default.aspx?contact.main[mode=edit]?contact_id=10', { kind: 'company', id: 10 }],
    ['/Default.aspx??contact_id=10', { kind: 'company', id: 10 }],
    ['/default.aspx?contact.main[mode=edit&new=true]?contact_id=0', { kind: 'company', id: 0 }],
    ['/default.aspx?contact.main?contact_id=ten', { kind: 'company', id: 0 }],
    ['/default.aspx?contact.main?contact_id=2&person_id=', { kind: 'company', id: 2 }],
    ['/default.aspx?diary?diaryowner_id=12', { kind: 'associate', id: 12 }],
    // The first part says which page it is; what else was open is written behind it.
    ['/default.aspx?diary?diaryowner_id=12&person_id=3', { kind: 'associate', id: 12 }],
    ['/default.aspx?Diary.Week.activityarchive?person_id=3&DiaryOwner_Id=12', { kind: 'associate', id: 12 }],
    ['/default.aspx?diary.day?diaryowner_id=x&person_id=3', { kind: 'nobody' }],
    ['/default.aspx?diary.day?person_id=3', offered('person', 3)],
    [
      '/default.aspx?person.main.activityarchive?diaryowner_id=5&person_id=1&contact_id=1&sale_id=1',
      { kind: 'person', id: 1 },
    ],
    ['/default.aspx?person.main?diaryowner_id=5', offered('associate', 5)],
    ['/default.aspx?consentperson?person_id=1&contact_id=1', { kind: 'person', id: 1 }],
    [
      '/default.aspx?contact[mode=edit].main.minimonth.personarchive?contact_id=3&person_id=7&diaryowner_id=316',
      { kind: 'person', id: 7 },
    ],
    [
      '/default.aspx?contact.main.activityarchive.minimonth?contact_id=3&diaryowner_id=316&tzlocation_id=261',
      offered('associate', 316),
    ],
    ['/default.aspx?contact.main.personarchive?contact_id=3&diaryowner_id=316', offered('associate', 316)],
    ['/default.aspx?contact.main.activityarchive?contact_id=3&person_id=7', offered('person', 7)],
    ['/default.aspx?contact.main?diaryowner_id=316', offered('associate', 316)],
    ['/default.aspx?sale.main?sale_id=4&contact_id=3&person_id=7', offered('person', 7)],
    ['/default.aspx?project.main.projectmembersarchive?project_id=4&person_id=7', offered('person', 7)],
    ['/default.aspx?ticket.main?ticket_id=4&associate_id=9', offered('associate', 9)],
    ['/default.aspx??contact_id=2&person_id=7', offered('person', 7)],
    ['/default.aspx??diaryowner_id=7', { kind: 'associate', id: 7 }],
    ['/default.aspx?contact.main?contact_id=0&person_id=7&db_id=9', { kind: 'person', id: 7 }],
    ['/default.aspx?personal.main?person_id=7&sale_id=1', offered('person', 7)],
    ['/admin/default.aspx?adminusers?associate_id=9&person_id=3', { kind: 'associate', id: 9 }],
    ['/admin/default.aspx?adminusers&associate_id=9', { kind: 'associate', id: 9 }],
    ['/default.aspx?person?person_id=0', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=-5', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=1e3', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=2147483647', { kind: 'person', id: 2147483647 }],
    ['/default.aspx?person?person_id=2147483648', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=5&PERSON_ID=5', { kind: 'person', id: 5 }],
    ['/default.aspx?person?person_id=5&person_id=6', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=5=6', { kind: 'nobody' }],
    ['/admin/default.aspx?adminusers?associate_id=x&person_id=3', { kind: 'nobody' }],
    ['/default.aspx?%zz?person_id=%zz', { kind: 'nobody' }],
    ['/default.aspx', { kind: 'nobody' }],
    ['/', { kind: 'nobody' }],
    ['/?person?person_id=7', { kind: 'person', id: 7 }],
  ];
  it.each(subjects)('%s', (path, subject) => {
    expect(readAddress(BASE + path)).toEqual({ base: BASE, subject, certain: true });
  });

  const bases: [string, string | undefined, boolean?][] = [
    ['https://crm.example/SuperOffice/default.aspx', 'https://crm.example/SuperOffice', true],
    ['https://crm.example:8443/apps/SO/Admin/Default.aspx', 'https://crm.example:8443/apps/SO', true],
    ['https://crm.example/default.aspx', 'https://crm.example', true],
    ['http://localhost:8080/Cust12345/login.aspx', 'http://localhost:8080/Cust12345', false],
    ['https://online3.superoffice.com/Cust12345/mobile/default.aspx', BASE, true],
    ['https://superoffice.com.evil.example/x/y', 'https://superoffice.com.evil.example/x', false],
    ['https://example.com/', 'https://example.com', false],
    ['https://crm.example/?person?person_id=7', 'https://crm.example', false],
    ['https://crm.example/login.aspx', 'https://crm.example', false],
    ['https://crm.example/SuperOffice', 'https://crm.example/SuperOffice', false],
    ['chrome://extensions/', undefined],
    ['not an address', undefined],
  ];
  it.each(bases)('base of %s', (address, base, certain) => {
    const read = readAddress(address);
    expect(read?.base).toBe(base);
    expect(read?.certain).toBe(certain);
  });
});

describe('an address that does not say where the application ends', () => {
  it.each([
    ['https://crm.example/', 'https://crm.example', undefined],
    ['https://crm.example/SO/?person?person_id=7', 'https://crm.example/SO', ['https://crm.example']],
    ['https://crm.example/SO/admin/?adminusers', 'https://crm.example/SO', ['https://crm.example']],
    [
      'https://crm.example/apps/SO/login.aspx',
      'https://crm.example/apps',
      ['https://crm.example/apps/SO', 'https://crm.example'],
    ],
    [
      'https://crm.example/a/b/c/d/e/f.html',
      'https://crm.example/a',
      ['https://crm.example/a/b/c', 'https://crm.example/a/b', 'https://crm.example'],
    ],
  ])('%s', (address, base, others) => {
    const read = readAddress(address);
    expect(read).toMatchObject({ base, certain: false });
    expect(read?.others).toEqual(others);
  });
});

describe('a page to sign in on', () => {
  it.each([
    ['https://online.superoffice.com/', 'gateway'],
    ['https://online3.superoffice.com', 'gateway'],
    ['https://online.superoffice.com/login/common/oauth/authorize?client_id=1', 'gateway'],
    ['https://sod.superoffice.com/login', 'gateway'],
    ['https://id.superoffice.com/identityprovider/', 'gateway'],
    ['https://crm.example/SuperOffice/Login.aspx?ReturnUrl=x', 'application'],
    [`${BASE}/login.aspx`, 'application'],
    [`${BASE}/default.aspx`, undefined],
    ['https://online3.superoffice.com/Login12/default.aspx', undefined],
    ['https://docs.superoffice.com/en/login', undefined],
    ['https://id.superoffice.com.evil.example/', undefined],
  ])('%s', (address, signIn) => {
    expect(readAddress(address)?.signIn).toBe(signIn);
  });
});

describe('readLink', () => {
  const person = (id: number) => ({ kind: 'person', id });
  const associate = (id: number) => ({ kind: 'associate', id });
  const foreign = { kind: 'foreign' };
  const unreadable = { kind: 'unreadable' };
  const nobody = { kind: 'nobody' };

  // What SuperOffice's pages on SoProtocol and the web client show, and what is near it.
  const links: [string, object][] = [
    [`${BASE}/default.aspx?contact.main.personarchive?contact_id=2&person_id=4445`, person(4445)],
    [`${BASE.toUpperCase()}/Default.aspx?person.main.ticketarchive?PERSON_ID=1756`, person(1756)],
    [`${BASE}/default.aspx?ticket.new?person_id=1`, person(1)],
    [`${BASE}/admin/default.aspx?adminusers?associate_id=9`, associate(9)],
    [`${BASE}/default.aspx?superoffice:contact.personarchive?person_id=3`, person(3)],
    [`${BASE}/default.aspx?person?person_id=7#`, person(7)],
    ['superoffice://person?person_id=4403', person(4403)],
    ['SuperOffice://Person/?Person_Id=4403', person(4403)],
    ['superoffice://person?person_id=198&call&callnumber=93466021', person(198)],
    ['superoffice:contact.main.personarchive?contact_id=5&person_id=10', person(10)],
    ['superoffice:person.main.activityarchive?diaryowner_id=5&person_id=1&contact_id=1&sale_id=1', person(1)],
    ['superoffice:diary.day?diaryowner_id=5', associate(5)],
    ['superoffice:adminusers?associate_id=9', associate(9)],
    ['soprotocol:ticket.new?person_id=1756', person(1756)],
    ['soprotocol:contact.main[mode=edit;new=true].personarchive?contact_id=2&person_id=3', person(3)],
    ["javascript:PageUpdate('soprotocol:?person_id=5','');", person(5)],
    ["javascript:PageUpdate('soprotocol:personarchive[refresh=false]?person_id=5','');", person(5)],
    ["javascript:Dialog.open('Person','person[dialog=stop].main?person_id=5','Refresh()');", person(5)],
    // As Chromium gives the two to a menu; Firefox leaves the quotes as they are.
    ["javascript:PageUpdate('soprotocol:?person_id=5%27,%27%27);", person(5)],
    ['javascript:Dialog.open("Person","person[dialog=stop].main?person_id=5%22,%22Refresh()%22);', person(5)],
    [
      "javascript:FindOnSingleClick('contact.main?person_id=5',true,'person','person[dialog=stop]?person_id=5','x');",
      person(5),
    ],

    // What a link names is what it leads to, unless it names more.
    ['superoffice:contact.main.activityarchive?diaryowner_id=5', associate(5)],
    [
      `${BASE}/default.aspx?contact.main.activityarchive?contact_id=3&diaryowner_id=316`,
      { kind: 'offered', somebody: associate(316) },
    ],
    ['soprotocol:sale.main?sale_id=4&person_id=7', { kind: 'offered', somebody: person(7) }],

    ['https://online4.superoffice.com/Cust12345/default.aspx?person?person_id=7', foreign],
    ['https://crm.example/SO/?sale?sale_id=1&person_id=7', foreign],
    ['https://online3.superoffice.com/Cust123/default.aspx?diary?diaryowner_id=7', foreign],
    ['http://online3.superoffice.com/Cust12345/default.aspx?person?person_id=7', foreign],
    ['https://crm.example/SuperOffice/default.aspx?person?person_id=seven', foreign],
    ['https://crm.example/?person?person_id=7', foreign],

    ['superoffice://person?person_id=', unreadable],
    ['superoffice://person?person_id=4403x', unreadable],
    ['superoffice://person?person_id=-4403', unreadable],
    ['superoffice://person?person_id', unreadable],
    ['superoffice://person?person_id=1&person_id=2', unreadable],
    ['superoffice://person?personId=4403', unreadable],
    ['superoffice://person', unreadable],
    ['superoffice:person.main.activityarchive', unreadable],
    ['superoffice:diary.day', unreadable],
    ['superoffice://diaryhome.week', unreadable],
    ['superoffice://diaryXxx?noscreen=$%&/().,asdas%C3%B8kdas', unreadable],
    ['superoffice:contact.personarchive?db_id=1010000006&person_id=3', unreadable],
    ['superoffice:adminusers?associate_id=me&person_id=3', unreadable],
    ["javascript:PageUpdate('soprotocol:?person_id={person_id}','');", unreadable],
    ["javascript:FindOnSingleClick('contact?person_id=5',true,'person','person?person_id=6')", unreadable],
    ["javascript:window.open('https://crm.example/SO/default.aspx?person?person_id=5')", unreadable],
    ['javascript:openPerson({ person_id: 5 })', unreadable],
    [`${BASE}/default.aspx?person.main`, unreadable],
    [`${BASE}/default.aspx?person.main%3Fperson_id=5`, unreadable],
    [`${BASE}/login.aspx?ReturnUrl=%2FCust12345%2Fdefault.aspx%3Fperson%3Fperson_id%3D5`, unreadable],
    [
      'https://links.example/?url=https%3A%2F%2Fcrm.example%2FSO%2Fdefault.aspx%3Fperson%3Fperson%5Fid%3D5',
      unreadable,
    ],
    ['mailto:somebody@example.com?body=person_id=5', unreadable],

    [`${BASE}/default.aspx`, nobody],
    [`${BASE}/default.aspx?contact.main.personarchive?contact_id=2`, nobody],
    [`${BASE}/default.aspx?person.main[mode=edit;new=true]?person_id=0`, nobody],
    [`${BASE}/logout.aspx`, nobody],
    ['https://crm.example/SuperOffice/default.aspx?contact.main?contact_id=2', nobody],
    ['superoffice://contact?contact_id=2&call&callnumber=93466021', nobody],
    ['superoffice:appointment?appointment_id=24&accept', nobody],
    ['superoffice://contacthome.colleague', nobody],
    ['superoffice:contact.appointment', nobody],
    ['soprotocol:sale.document?document_id=0', nobody],
    [
      "javascript:Dialog.open('Person','person[dialog=stop].main[mode=edit;new=true]?person_id=0','Refresh()');",
      nobody,
    ],
    ["javascript:SuperOffice.Dashboard.NavigateToDrilldownEntity('contact', 5);", nobody],
    ['javascript:void(0)', nobody],
    ['mailto:person@example.com', nobody],
    ['https://example.com/person', nobody],
    ['#', nobody],
  ];
  it.each(links)('%s', (link, subject) => {
    expect(readLink(link, BASE)).toEqual(subject);
  });

  it('reads an installation at the root of its host', () => {
    expect(readLink('https://crm.example/?person?person_id=7', AT_ROOT)).toEqual(person(7));
    expect(readLink('https://crm.example/default.aspx?person?person_id=7', AT_ROOT)).toEqual(person(7));
    expect(readLink('https://crm.example/SO/default.aspx?person?person_id=7', AT_ROOT)).toEqual(foreign);
    expect(readLink('https://crm.example/SO/?person?person_id=7', AT_ROOT)).toEqual(foreign);
    expect(readLink('https://crm.example/apps/SO/?person?person_id=7', ON_SITE)).toEqual(person(7));
  });

  const bases = fc.constantFrom(BASE, ON_SITE, AT_ROOT);
  const ids = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  const members = fc.constantFrom<[string, (id: number) => object]>(
    ['person_id', person],
    ['associate_id', associate],
    ['diaryowner_id', associate],
  );
  const forms = fc.constantFrom<(base: string, protocol: string) => string>(
    (base, protocol) => `${base}/default.aspx?${protocol}`,
    (base, protocol) => `${base.toUpperCase()}/Default.aspx?${protocol}`,
    (base, protocol) => `${base}/admin/default.aspx?${protocol}`,
    (_base, protocol) => `superoffice:${protocol}`,
    (_base, protocol) => `superoffice://${protocol}`,
    (_base, protocol) => `soprotocol:${protocol}`,
    (_base, protocol) => `javascript:PageUpdate('soprotocol:${protocol}','');`,
  );
  const targets = fc.constantFrom(
    '',
    'person',
    'contact.main.personarchive',
    'diary.day',
    'contact[flush=true].main',
  );

  it('property: finds the one who is named, in every form', () => {
    fc.assert(
      fc.property(bases, ids, members, forms, targets, (base, id, [name, subject], form, target) => {
        expect(readLink(form(base, `${target}?${name}=${id}`), base)).toEqual(subject(id));
      }),
    );
  });

  it('property: passes over nobody who is named', () => {
    fc.assert(
      fc.property(fc.string(), members, fc.string(), bases, (before, [name], after, base) => {
        const value = /^[^?&#]*/.exec(after)?.[0] ?? '';
        fc.pre(value !== '0');
        for (const link of [
          `${base}/default.aspx?${name}=${encodeURIComponent(value)}`,
          `x:${before}${name}=${after}`,
        ])
          expect(readLink(link, base).kind, link).not.toBe('nobody');
      }),
    );
  });

  it('property: names somebody of the own base only', () => {
    fc.assert(
      fc.property(bases, bases, ids, members, (own, other, id, [name, subject]) => {
        const expected = own === other ? subject(id) : foreign;
        expect(readLink(`${other}/default.aspx?${name}=${id}`, own)).toEqual(expected);
      }),
    );
  });

  it('property: says the same of a page as its own address', () => {
    fc.assert(
      fc.property(
        bases,
        targets,
        fc.webQueryParameters(),
        members,
        ids,
        (base, target, query, [name], id) => {
          const address = `${base}/default.aspx?${target}?${query}&${name}=${id}`;
          const subject = readAddress(address)?.subject;
          fc.pre(subject?.kind === 'person' || subject?.kind === 'associate');
          expect(readLink(address, base)).toEqual(subject);
        },
      ),
    );
  });
});

describe('sameBase', () => {
  it.each([
    [BASE, `${BASE}/`, true],
    [BASE, 'HTTPS://ONLINE3.superoffice.com/cust12345', true],
    [BASE, 'https://online3.superoffice.com:443/Cust12345', true],
    ['http://crm.example/SO', 'http://crm.example:80/so/', true],
    ['https://crm.example', 'https://crm.example/', true],
    ['https://crm.example/BÜRO', 'https://crm.example/b%C3%BCro', true],
    ['https://crm.example/SO', 'http://crm.example/SO', false],
    ['https://crm.example/SO', 'https://crm.example:8443/SO', false],
    ['https://crm.example/SO', 'https://crm.example/SO2', false],
    [BASE, 'https://online4.superoffice.com/Cust12345', false],
    // The settings that hold for all sites.
    ['*', '*', true],
    ['*', BASE, false],
  ])('%s and %s: %s', (one, other, same) => {
    expect(sameBase(one, other)).toBe(same);
    expect(sameBase(other, one)).toBe(same);
    expect(baseKey(one) === baseKey(other)).toBe(same);
  });

  it('property: letter case, a slash at the end and the port of the scheme make no difference', () => {
    const segments = fc.array(fc.stringMatching(/^[\w~-]+$/), { maxLength: 2 });
    const spellings = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.domain(), segments, spellings, (host, path, [upper, slash, port]) => {
        const plain = [`https://${host}`, ...path].join('/');
        let other = [`https://${host}${port ? ':443' : ''}`, ...path].join('/') + (slash ? '/' : '');
        if (upper) other = other.toUpperCase();
        expect(sameBase(plain, other)).toBe(true);
        expect(sameBase(`${plain}x`, other)).toBe(false);
      }),
    );
  });
});

describe('sameTenant', () => {
  it.each([
    ['Cust12345', 'cust12345', true],
    ['crm.example:8443/SuperOffice', 'crm.example:8443/superoffice/', true],
    ['Cust12345', 'Cust1234', false],
    ['crm.example/SO', 'crm.example', false],
    ['', 'Cust12345', false],
  ])('%s and %s: %s', (one, other, same) => {
    expect(sameTenant(one, other)).toBe(same);
    expect(sameTenant(other, one)).toBe(same);
  });

  it('property: two spellings of a base have the same tenant', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(BASE, ON_SITE, AT_ROOT),
        fc.boolean(),
        fc.boolean(),
        (base, upper, slash) => {
          const other = (upper ? base.toUpperCase() : base) + (slash ? '/' : '');
          expect(sameTenant(tenantName(base, ''), tenantName(other, ''))).toBe(true);
          expect(sameTenant(tenantName(base, ''), tenantName(`${base}9/`, ''))).toBe(false);
        },
      ),
    );
  });
});

describe('isUnencrypted', () => {
  it.each([
    ['https://crm.example/SO', false],
    ['http://localhost:8080/SO', false],
    ['http://127.0.0.1/SO', false],
    ['http://[::1]/SO', false],
    ['http://crm.example/SO', true],
    ['http://127.0.0.1.example/SO', true],
    ['http://localhost.example/SO', true],
  ])('%s: %s', (base, unencrypted) => {
    expect(isUnencrypted(base)).toBe(unencrypted);
  });
});

describe('tenantName', () => {
  it('is the context identifier online, host and application on-site', () => {
    expect(tenantName(BASE, 'Cust12345')).toBe('Cust12345');
    expect(tenantName(BASE, '')).toBe('Cust12345');
    expect(tenantName('https://crm.example:8443/SuperOffice', '')).toBe('crm.example:8443/SuperOffice');
    expect(tenantName('https://crm.example', 'x')).toBe('crm.example');
  });
});
