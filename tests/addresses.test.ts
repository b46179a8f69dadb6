import { describe, expect, it } from 'vitest';
import { isUnencrypted, readAddress, type Subject, tenantName } from '../src/addresses.ts';

const BASE = 'https://online3.superoffice.com/Cust12345';

describe('readAddress', () => {
  const subjects: [string, Subject][] = [
    ['/default.aspx?contact.main.personarchive?contact_id=2&person_id=4445', { kind: 'person', id: 4445 }],
    ['/default.aspx?person?person_id=7', { kind: 'person', id: 7 }],
    ['/Default.aspx??PERSON_ID=7', { kind: 'person', id: 7 }],
    ['/default.aspx?contact.main[mode=edit]?contact_id=10', { kind: 'company' }],
    ['/Default.aspx??contact_id=10', { kind: 'company' }],
    ['/default.aspx?diary?diaryowner_id=12', { kind: 'associate', id: 12 }],
    ['/default.aspx?diary?diaryowner_id=12&person_id=3', { kind: 'person', id: 3 }],
    ['/admin/default.aspx?adminusers?associate_id=9&person_id=3', { kind: 'associate', id: 9 }],
    ['/admin/default.aspx?adminusers&associate_id=9', { kind: 'associate', id: 9 }],
    ['/default.aspx?person?person_id=0', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=-5', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=1e3', { kind: 'nobody' }],
    ['/default.aspx?person?person_id=99999999999', { kind: 'nobody' }],
    ['/default.aspx?%zz?person_id=%zz', { kind: 'nobody' }],
    ['/default.aspx', { kind: 'nobody' }],
    ['/', { kind: 'nobody' }],
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
    ['https://example.com/', undefined],
    ['chrome://extensions/', undefined],
    ['not an address', undefined],
  ];
  it.each(bases)('base of %s', (address, base, certain) => {
    const read = readAddress(address);
    expect(read?.base).toBe(base);
    expect(read?.certain).toBe(certain);
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
