import browser, { type Menus, type Tabs } from '../src/browser.ts';
import { pageFor } from '../src/pages.ts';
import { text } from '../src/texts.ts';

const ITEM = 'save-credentials';

/**
 * Pages of the CRM, wherever it is installed. Patterns are case-sensitive, paths of the CRM are not: these are the
 * spellings that links and people use.
 */
const CRM_PAGES = [
  '*://*.superoffice.com/*',
  '*://*/*default.aspx*',
  '*://*/*Default.aspx*',
  '*://*/*DEFAULT.ASPX*',
];

/** Adds the item. It also stands on links that lead to nobody: there it means the page's own associate. */
export function addMenuItem(): void {
  browser.contextMenus.create({
    id: ITEM,
    title: text('menuItem'),
    contexts: ['page', 'link', 'selection', 'image'],
    documentUrlPatterns: CRM_PAGES,
  });
}

/** By tab, and in memory only: the form asks as soon as it opens, and a browser stops no worker that was just called. */
const clicks = new Map<number, { readonly link: string | undefined; isAnswered: boolean }>();

/** Opens the form for the clicked link or page: as the toolbar's popup, or in a small window where a browser refuses. */
export function onMenuClick(info: Menus.OnClickData, tab?: Tabs.Tab): void {
  if (info.menuItemId !== ITEM || tab?.id === undefined) return;
  const { id, windowId } = tab;
  clicks.set(id, { link: info.linkUrl, isAnswered: false });
  // Firefox opens a popup only within the click's own turn, so nothing may be waited for here.
  openPopup(windowId).catch(() =>
    browser.windows.create({
      url: pageFor(id),
      type: 'popup',
      width: 440,
      height: 720,
    }),
  );
}

async function openPopup(windowId: number | undefined): Promise<void> {
  await browser.action.openPopup(windowId === undefined ? {} : { windowId });
}

/**
 * The link that the tab's form is about. A click is for the form that it opened, not for the next one.
 * @param again the same form asks once more
 */
export function clickedLink(tabId: number, again: boolean): string | undefined {
  const click = clicks.get(tabId);
  if (!click) return undefined;
  if (click.isAnswered && !again) {
    clicks.delete(tabId);
    return undefined;
  }
  click.isAnswered = true;
  return click.link;
}
