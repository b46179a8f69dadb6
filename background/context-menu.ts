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
const clickedLinks = new Map<number, string | undefined>();

/** Opens the form for the clicked link or page: as the toolbar's popup, or in a small window where a browser refuses. */
export function onMenuClick(info: Menus.OnClickData, tab?: Tabs.Tab): void {
  if (info.menuItemId !== ITEM || tab?.id === undefined) return;
  const { id, windowId } = tab;
  clickedLinks.set(id, info.linkUrl);
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

/** The link that the form was opened for, once. */
export function takeClickedLink(tabId: number): string | undefined {
  const link = clickedLinks.get(tabId);
  clickedLinks.delete(tabId);
  return link;
}
