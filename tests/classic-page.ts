import type { Evaluate } from './driver/document.ts';

/** Makes a page one of the classic web client, as far as its scripts can tell: what its own dispatcher answers. */
export async function showClassicPage(
  page: { readonly evaluate: Evaluate },
  knows: { readonly ticket?: string | undefined; readonly person?: number },
): Promise<void> {
  await page.evaluate(({ ticket, person }) => {
    const answers: Record<string, object | undefined> = {
      'SuperOffice.CRM.Web.AjaxMethods.Principal.GetCredentials': ticket ? { Ticket: ticket } : undefined,
      'SuperOffice.DCF.Web.AjaxMethods.SuperState.GetCurrent person': person
        ? { Id: person, Type: 'person' }
        : undefined,
    };
    Object.assign(globalThis, {
      AjaxMethodDispatcher: {
        CallSync: (method: string, _: string, what?: string) => answers[what ? `${method} ${what}` : method],
      },
    });
  }, knows);
}
