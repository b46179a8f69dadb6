import browser, { type Menus, type Tabs } from '../src/browser.ts';
import { batchPageFor, pageFor } from '../src/ui/navigate.ts';
import { text } from '../src/ui/text.ts';

const ITEM = 'save-credentials';
const BATCH = 'many-at-once';

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

/**
 * Adds the menu items. The toolbar's icon gets the one for many. Pages and links get the one for an associate. A link that
 * leads to nobody has this item as well: there the item means the page's own associate.
 */
export function addMenuItems(): void {
  browser.contextMenus.create({ id: BATCH, title: text('manyAtOnceItem'), contexts: ['action'] });
  browser.contextMenus.create({
    id: ITEM,
    title: text('menuItem'),
    contexts: ['page', 'link', 'selection', 'image'],
    documentUrlPatterns: CRM_PAGES,
  });
}

/** The link that was clicked in a tab (`null`: the page), and the form that the click opened, once that form has asked. */
interface Click {
  readonly link: string | null;
  readonly form: string | null;
}

/** The clicks are in the browser's memory as well: it may stop the worker between the click and the form's question. */
const KEY = 'clicks';
const clicks = new Map<number, Click>();

/** Fulfilled once the clicks from an earlier life of the worker are read. */
const loaded = browser.storage.session.get(KEY).then(
  ({ [KEY]: kept }) => {
    for (const each of Array.isArray(kept) ? kept : []) {
      if (isKept(each) && !clicks.has(each[0])) clicks.set(...each);
    }
  },
  () => undefined, // If this fails, the form is for the page, and shows whom the page is about.
);

function isKept(value: unknown): value is [number, Click] {
  const [tabId, click] = Array.isArray(value) ? value : [];
  const isText = (text: unknown) => text === null || typeof text === 'string';
  return typeof tabId === 'number' && isText(click?.link) && isText(click?.form);
}

/**
 * Opens the page for many, or the form for the clicked link or page. The form is the toolbar's popup, or a small window
 * where the browser refuses to open the popup.
 */
export function onMenuClick(info: Menus.OnClickData, tab?: Tabs.Tab): void {
  if (tab?.id === undefined) return;
  const { id, windowId } = tab;
  if (info.menuItemId === BATCH) void browser.tabs.create({ url: batchPageFor(id) });
  if (info.menuItemId !== ITEM) return;
  remember(id, { link: info.linkUrl ?? null, form: null });
  // Firefox opens a popup only within the turn of the click, so nothing before this may wait.
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

/** Gives the link that a form was opened for. A click belongs to the form that it opened, not to the next one. */
export async function clickedLink(tabId: number, form: string): Promise<string | undefined> {
  await loaded;
  const click = clicks.get(tabId);
  if (!click) return undefined;
  if (click.form === null) remember(tabId, { ...click, form });
  else if (click.form !== form) {
    remember(tabId, undefined);
    return undefined;
  }
  return click.link ?? undefined;
}

function remember(tabId: number, click: Click | undefined): void {
  if (click) clicks.set(tabId, click);
  else clicks.delete(tabId);
  browser.storage.session.set({ [KEY]: [...clicks] }).catch(() => undefined);
}
