import browser from '../../src/browser.ts';
import { isTicket } from '../../src/netserver/answer.ts';
import { askClassicPage } from './in-page.ts';
import { within } from './wait.ts';

/** How long the page's dispatcher may take, in milliseconds: it answers at once, or stands still. */
const TIMEOUT_MS = 2_000;

/** The ticket that the classic web client hands to its own pages, or `null`. */
export async function classicTicket(tabId: number): Promise<string | null> {
  const answer = await ask(tabId, 'SuperOffice.CRM.Web.AjaxMethods.Principal.GetCredentials', '');
  return isTicket(answer.Ticket) ? answer.Ticket : null;
}

/** The id of the person that the classic web client shows, or `null`: for pages whose address says nothing. */
export async function classicPersonId(tabId: number): Promise<number | null> {
  const answer = await ask(tabId, 'SuperOffice.DCF.Web.AjaxMethods.SuperState.GetCurrent', '', 'person');
  return Number.isInteger(answer.Id) && (answer.Id as number) > 0 ? (answer.Id as number) : null;
}

async function ask(tabId: number, ...call: [method: string, ...string[]]): Promise<Record<string, unknown>> {
  const asked = browser.scripting
    .executeScript({ target: { tabId }, func: askClassicPage, args: call, world: 'MAIN' })
    .then(
      ([frame]) => frame?.result,
      // A page that is gone or closed knows nothing. The next request will find out that it is gone.
      () => undefined,
    );
  // An answer that is no object becomes one whose members are safe to read.
  return Object(await within(TIMEOUT_MS, asked));
}
