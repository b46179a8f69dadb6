// The pages of the demo CRM: plain HTML, no script. They say nothing that the address grammar of the real one does
// not say: `default.aspx?WHERE?name=value&…`, two question marks, names in any case.
import {
  type Associate,
  canSignIn,
  isAdministrator,
  type Person,
  type Session,
  type Tenant,
} from './data.ts';
import { type Speech, speechOf } from './words.ts';

const STYLE = `
  :root { --ink: #22303c; --soft: #5d6b78; --line: #dde3e8; --accent: #3b5b8c; --wash: #eef2f7; }
  * { box-sizing: border-box; }
  body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #f6f7f9; }
  header { display: flex; gap: 1.5rem; align-items: center; padding: .7rem 1.5rem; background: #fff; border-bottom: 1px solid var(--line); }
  header strong { font-size: 1.05rem; } header span { margin-left: auto; color: var(--soft); }
  .layout { display: grid; grid-template-columns: 13rem 1fr; min-height: calc(100vh - 3.2rem); }
  nav { padding: 1.2rem 1rem; border-right: 1px solid var(--line); background: #fff; }
  nav a { display: block; padding: .4rem .6rem; border-radius: 6px; color: var(--ink); text-decoration: none; }
  nav a:hover, nav a[aria-current] { background: var(--wash); color: var(--accent); }
  main { padding: 1.5rem 2rem; max-width: 60rem; }
  main.narrow { max-width: 26rem; margin: 4rem auto; }
  section { padding: 1.2rem 1.5rem; margin-bottom: 1.2rem; background: #fff; border: 1px solid var(--line); border-radius: 10px; }
  h1 { margin: 0 0 .2rem; font-size: 1.5rem; } h2 { margin: 0 0 .6rem; font-size: 1.05rem; }
  p.under { margin: 0 0 1rem; color: var(--soft); }
  dl { display: grid; grid-template-columns: 9rem 1fr; gap: .35rem 1rem; margin: 0; } dt { color: var(--soft); } dd { margin: 0; }
  table { width: 100%; border-collapse: collapse; } th { text-align: left; font-weight: 600; color: var(--soft); }
  th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); } tr.selected td { background: var(--wash); }
  a { color: var(--accent); } label { display: block; margin: .8rem 0; } input { display: block; width: 100%; padding: .5rem; font: inherit; }
  button { padding: .5rem 1.2rem; font: inherit; color: #fff; background: var(--accent); border: 0; border-radius: 6px; }
`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string);

const link = (address: string, text: string, more = '') =>
  `<a href="${escapeHtml(address)}"${more}>${escapeHtml(text)}</a>`;

const documentOf = (title: string, body: string, language = 'en') =>
  `<!DOCTYPE html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>\n`;

const table = (
  columns: readonly string[],
  rows: readonly { selected: boolean; cells: readonly string[] }[],
) =>
  `<table><thead><tr>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead><tbody>${rows
    .map(({ selected, cells }) => {
      const content = cells.map((cell) => `<td>${cell}</td>`).join('');
      return selected ? `<tr class="selected" aria-current="true">${content}</tr>` : `<tr>${content}</tr>`;
    })
    .join('')}</tbody></table>`;

const facts = (pairs: Readonly<Record<string, string>>) =>
  `<dl>${Object.entries(pairs)
    .map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`)
    .join('')}</dl>`;

/**
 * Links in every form that SuperOffice documents, to the last user of those who can sign in; and to a company, to somebody
 * of another installation, and to somebody whose id cannot be read. Found by `a[data-link="NAME"]`.
 * @see https://docs.superoffice.com/en/customization/soprotocol/index
 */
function linksOf(tenant: Tenant): Readonly<Record<string, string>> {
  const { AssociateId, Name, PersonId } = tenant.associates.findLast(canSignIn) as Associate;
  const other = tenant.path === 'Cust12345' ? 'SuperOffice' : 'Cust12345';
  const contactId = tenant.companies[0]?.ContactId;
  return {
    page: `/${tenant.path}/Default.aspx?contact.main.minimonth.personarchive?contact_id=${contactId}&person_id=${PersonId}`,
    mobile: `superoffice://person?person_id=${PersonId}`,
    panel: `superoffice:contact.main.personarchive?contact_id=${contactId}&person_id=${PersonId}`,
    diary: `superoffice:diary.day?diaryowner_id=${AssociateId}`,
    script: `soprotocol:person.main?person_id=${PersonId}`,
    archive: `javascript:PageUpdate('soprotocol:?person_id=${PersonId}','');`,
    company: `superoffice://contact?contact_id=${contactId}`,
    foreign: `/${other}/default.aspx?person.main?person_id=207`,
    unreadable: `superoffice://person?person_id=${Name}`,
  };
}

interface View {
  title: string;
  content: string;
}

/** Whose pages, and in which language. */
interface Visit extends Speech {
  readonly tenant: Tenant;
}

const heading = (title: string, under: string) =>
  `<h1>${escapeHtml(title)}</h1><p class="under">${escapeHtml(under)}</p>`;

const TYPE_NAMES = {
  InternalAssociate: 'Employee',
  ExternalAssociate: 'External user',
  ResourceAssociate: 'Resource',
};

function companyView({ tenant, say }: Visit, contactId: number, personId: number): View | undefined {
  const company = tenant.companies.find(({ ContactId }) => ContactId === contactId);
  if (!company) return undefined;
  const rows = tenant.persons
    .filter((person) => person.ContactId === contactId)
    .map((person) => ({
      selected: person.PersonId === personId,
      cells: [
        link(personAddress(tenant, person), person.FullName),
        escapeHtml(say(person.Title)),
        owner(tenant, person),
      ],
    }));
  const persons = rows.length
    ? table(['Name', 'Title', 'Our contact'].map(say), rows)
    : `<p>${say('No contacts yet.')}</p>`;
  const links = Object.entries(linksOf(tenant)).map(
    ([name, address]) => `<li>${link(address, address, ` data-link="${name}"`)}</li>`,
  );
  const content =
    `<section>${heading(company.Name, say(company.Category))}${facts({ [say('City')]: escapeHtml(company.City) })}</section>` +
    `<section><h2>${say('Contacts')}</h2>${persons}</section>` +
    `<section><h2>${say('Links')}</h2><ul>${links.join('')}</ul></section>`;
  return { title: company.Name, content };
}

const personAddress = (tenant: Tenant, { PersonId }: Person) =>
  `/${tenant.path}/default.aspx?person.main?person_id=${PersonId}`;

const owner = (tenant: Tenant, { OwnerId }: Person) =>
  escapeHtml(tenant.associates.find(({ AssociateId }) => AssociateId === OwnerId)?.FullName ?? '');

function personView(visit: Visit, personId: number): View | undefined {
  const { tenant, say } = visit;
  const person = tenant.persons.find(({ PersonId }) => PersonId === personId);
  if (!person) return undefined;
  const company = tenant.companies.find(({ ContactId }) => ContactId === person.ContactId);
  const user = tenant.associates.find(({ PersonId }) => PersonId === personId);
  const address = `/${tenant.path}/default.aspx?contact.main.personarchive?contact_id=${person.ContactId}`;
  const content = `<section>${heading(person.FullName, say(person.Title))}${facts({
    [say('Company')]: link(`${address}&person_id=${personId}`, company?.Name ?? ''),
    [say('Our contact')]: owner(tenant, person),
    [say('User')]: say(user ? (user.Deleted ? 'No longer' : 'Yes') : 'No'),
    ...(user && { [say('Diary')]: link(diaryAddress(tenant, user), say('Open the diary')) }),
  })}</section>`;
  const diary = user ? `<section><h2>${say('Diary')}</h2>${week(visit)}</section>` : '';
  return { title: person.FullName, content: content + diary };
}

const diaryAddress = (tenant: Tenant, { AssociateId }: Associate) =>
  `/${tenant.path}/default.aspx?diary?diaryowner_id=${AssociateId}`;

function week({ say, dayOfWeek }: Visit): string {
  const appointments = [
    [0, '09:00', 'Week planning'],
    [1, '13:30', 'Customer visit'],
    [3, '10:15', 'Offer review'],
  ] as const;
  const rows = appointments.map(([day, time, what]) => ({
    selected: false,
    cells: [dayOfWeek(day), time, say(what)],
  }));
  return table(['Day', 'Time', 'Appointment'].map(say), rows);
}

function diaryView(visit: Visit, associateId: number): View | undefined {
  const user = visit.tenant.associates.find(({ AssociateId }) => AssociateId === associateId);
  if (!user) return undefined;
  const content = `<section>${heading(user.FullName, visit.say('Diary'))}${week(visit)}</section>`;
  return { title: `${visit.say('Diary')}: ${user.FullName}`, content };
}

function adminView({ tenant, say }: Visit, associateId: number): View {
  const rows = tenant.associates.map((user) => ({
    selected: user.AssociateId === associateId,
    cells: [
      link(`/${tenant.path}/admin/default.aspx?adminusers?associate_id=${user.AssociateId}`, user.FullName),
      escapeHtml(user.Name),
      say(TYPE_NAMES[user.Type]),
      say(user.Deleted ? 'No' : 'Yes'),
    ],
  }));
  const columns = ['Name', 'User name', 'Type', 'Active'].map(say);
  const content = `<section>${heading(say('Users'), say('Settings and maintenance'))}${table(columns, rows)}</section>`;
  return { title: say('Users'), content };
}

/** `WHAT` of the address, its names in lower case. */
function whatOf(address: string): Map<string, string> {
  const [, ...queries] = address.split('?');
  const what = queries.find((query) => query.includes('=')) ?? '';
  return new Map([...new URLSearchParams(what)].map(([name, value]) => [name.toLowerCase(), value]));
}

const NAVIGATION = [
  ['company', 'Company'],
  ['person', 'An employee'],
  ['customer', 'A customer'],
  ['companyOnly', 'A prospect'],
  ['diary', 'Diary'],
  ['resourceDiary', 'Meeting room'],
  ['admin', 'Users'],
] as const;

/** What is asked for: an address (path and query), of the administration or not, in the languages of the browser. */
interface Wanted {
  readonly address: string;
  readonly admin: boolean;
  readonly languages: string | undefined;
}

/** The page for somebody signed in; undefined when there is none. */
export function page(
  tenant: Tenant,
  session: Session,
  { address, admin, languages }: Wanted,
): string | undefined {
  const visit: Visit = { tenant, ...speechOf(languages) };
  const { say } = visit;
  const what = whatOf(address);
  const number = (name: string) => Number(what.get(name) ?? 0);
  let view: View | undefined;
  if (admin) view = adminView(visit, number('associate_id'));
  else if (what.has('diaryowner_id')) view = diaryView(visit, number('diaryowner_id'));
  else if (what.has('contact_id')) view = companyView(visit, number('contact_id'), number('person_id'));
  else if (what.has('person_id')) view = personView(visit, number('person_id'));
  else view = companyView(visit, tenant.companies[0]?.ContactId ?? 0, 0);
  if (!view) return undefined;

  const links = NAVIGATION.map(([name, text]) => {
    const target = `/${tenant.path}/${tenant.pagePaths[name]}`;
    return link(target, say(text), target === address ? ' aria-current="page"' : '');
  });
  const signOut = link(`/${tenant.path}/logout.aspx`, say('Sign out'));
  return documentOf(
    `${view.title} – ${tenant.companies[0]?.Name} CRM`,
    `<input type="hidden" id="XSRF_TOKEN" name="XSRF_TOKEN" value="${escapeHtml(session.xsrf)}">` +
      `<header><strong>${escapeHtml(tenant.companies[0]?.Name ?? '')}</strong><small>${say('Demo CRM, nothing here is real')}</small>` +
      `<span>${escapeHtml(session.user.FullName)} · ${signOut}</span></header>` +
      `<div class="layout"><nav aria-label="${say('Demo pages')}">${links.join('')}</nav><main>${view.content}</main></div>`,
    visit.language,
  );
}

/** The form that stands between any page and somebody not signed in. */
export function signInPage(tenant: Tenant, returnUrl: string, message: string): string {
  const action = `/${tenant.path}/login.aspx?ReturnUrl=${encodeURIComponent(returnUrl)}`;
  const users = tenant.associates.filter(canSignIn).map((user) => {
    const role = isAdministrator(user) ? ' (administrator)' : '';
    return `<li>${link(`${action}&user=${user.Name}`, user.Name)} ${escapeHtml(user.FullName)}${role}</li>`;
  });
  return documentOf(
    `Sign in – ${tenant.companies[0]?.Name} CRM`,
    `<main class="narrow"><section>${heading('Sign in', `${tenant.companies[0]?.Name}, demo CRM`)}` +
      `<form method="post" action="${escapeHtml(action)}"><p role="alert">${escapeHtml(message)}</p>` +
      '<label>User name <input name="user" autocomplete="off" required></label>' +
      '<label>Password <input name="password" type="password" autocomplete="off"></label>' +
      '<button>Sign in</button></form></section>' +
      `<section><h2>Who can sign in</h2><p>Any password will do. Or choose:</p><ul>${users.join('')}</ul></section></main>`,
  );
}

/** A page that is neither the CRM nor its sign-in form: an error, maintenance, a proxy. */
export const messagePage = (title: string, text: string): string =>
  documentOf(title, `<main class="narrow"><section>${heading(title, text)}</section></main>`);
