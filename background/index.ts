import browser, { type Runtime } from '../src/browser.ts';
import { isMessage } from '../src/messages.ts';
import { run } from './commands.ts';
import { addMenuItems, onMenuClick } from './context-menu.ts';
import { forgetDrafts, moveDrafts } from './drafts.ts';
import { moveSaves } from './pending-saves.ts';
import { localData, onStorageChanged } from './stored.ts';

// The worker registers its listeners in its first turn: a browser that starts the worker for an event delivers the event then.
// Firefox for Android has no context menus.
const menus = browser.contextMenus as typeof browser.contextMenus | undefined;
if (menus) browser.runtime.onInstalled.addListener(addMenuItems);
menus?.onClicked.addListener(onMenuClick);
browser.runtime.onStartup.addListener(() => {
  // Drafts that cannot be removed now are removed at the next start.
  forgetDrafts().catch(() => undefined);
});
browser.storage.onChanged.addListener(onStorageChanged);

// Only Chromium gives a tab another number.
(browser.tabs as typeof browser.tabs | undefined)?.onReplaced.addListener((added, removed) => {
  void moveSaves(added, removed);
  // A draft that cannot be moved is lost to the tab. The form will have said that the browser's storage fails.
  moveDrafts(added, removed).catch(() => undefined);
});

browser.runtime.onMessage.addListener((message: unknown, sender, sendResponse): true => {
  if (isOwnPage(sender) && isMessage(message)) run(message).then(sendResponse);
  else sendResponse(undefined);
  // Keeps the channel open for the answer, in every browser.
  return true;
});

// Every event needs the stored data. Starting the read here saves 7 % of a popup's opening in Firefox (measured).
void localData();

/** True for the extension's own pages, outside frames: nobody else has anything to ask. */
function isOwnPage({ id, url, frameId }: Runtime.MessageSender): boolean {
  return (
    id === browser.runtime.id &&
    (frameId ?? 0) === 0 &&
    url !== undefined &&
    new URL(url).origin === new URL(browser.runtime.getURL('')).origin
  );
}
