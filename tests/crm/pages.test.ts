import { describe, expect, it } from 'vitest';
import { crm, signIn } from './client.ts';

describe('pages', () => {
  it('show what they are for, with the XSRF value and a policy', async () => {
    const signedIn = await signIn('ASE');
    const expected = {
      company:
        '<tr class="selected" aria-current="true"><td><a href="/Cust12345/default.aspx?person.main?person_id=207">',
      person: '<h1>Jörg Müller-Thomsen</h1>',
      customer:
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
