import { type Draft, emptyDraft } from '../../src/credentials.ts';
import type { Opened } from '../../src/messages.ts';
import type { Person, Result } from '../../src/outcomes.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

/** The form without its fields: the messages that it sends, and the only place in these tests that knows their shape. */
export interface Form {
  readonly opened: Opened;
  /** Whom the page is about. */
  readonly associate: Person;
  list(type: string): ReturnType<typeof list>;
  save(entry: Partial<Draft>, secret: string): ReturnType<typeof save>;
  remove(type: string, publicValue: string): ReturnType<typeof remove>;
}

/** Clicks the icon on a tab, and opens the form for the associate of its page. */
export async function openForm(browser: TestBrowser, tab: Tab): Promise<Form> {
  tab.grant();
  const opened = valueIn(await open(browser, tab));
  if (opened.about.kind !== 'associate')
    throw new Error(`The page is about ${JSON.stringify(opened.about)}.`);
  const { person: associate } = opened.about;
  const by = { browser, tab, opened, associate };
  return {
    opened,
    associate,
    list: (type) => list(by, type),
    save: (entry, secret) => save(by, entry, secret),
    remove: (type, publicValue) => remove(by, type, publicValue),
  };
}

/** What a result holds; what went wrong otherwise is an error. */
export function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Not expected: ${JSON.stringify(result.failure)}`);
  return result.value;
}

/** Asks what the form asks first. */
export function open(browser: TestBrowser, { id }: Tab) {
  return browser.ask('open', { tabId: id, address: '', again: false });
}

interface By {
  readonly browser: TestBrowser;
  readonly tab: Tab;
  readonly opened: Opened;
  readonly associate: Person;
}

function shownBy({ opened: { user, tenant } }: By) {
  return { associateId: user.associateId, fullName: user.fullName, tenant };
}

function list(by: By, type: string) {
  const { associateId } = by.associate;
  return by.browser.ask('list', { tabId: by.tab.id, shown: shownBy(by), associateId, type });
}

function save(by: By, entry: Partial<Draft>, secret: string) {
  const { browser, tab, opened, associate } = by;
  return browser.ask('save', {
    tabId: tab.id,
    shown: shownBy(by),
    associate,
    draft: { ...emptyDraft(new Date(), opened.preset), ...entry },
    secret,
    withoutSecret: false,
    mayExist: false,
  });
}

function remove(by: By, type: string, publicValue: string) {
  const { associateId } = by.associate;
  return by.browser.ask('remove', { tabId: by.tab.id, shown: shownBy(by), associateId, type, publicValue });
}
