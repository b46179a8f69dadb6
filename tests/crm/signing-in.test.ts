import { describe, expect, it } from 'vitest';
import { crm, rest, save, signIn, tokenOf } from './client.ts';

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
