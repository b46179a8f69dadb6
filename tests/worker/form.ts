import { randomUUID } from 'node:crypto';
import type { Associate } from '../../src/associates.ts';
import { type Draft, emptyDraft, type StoredEntry } from '../../src/credentials.ts';
import type { Input, Opened } from '../../src/messages.ts';
import type { Result } from '../../src/result.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

/** The form without its fields: the messages that it sends, and the only place in these tests that knows their shape. */
export interface Form {
  readonly id: string;
  readonly opened: Opened;
  /** Whom the page is about, or else the user. */
  readonly associate: Associate;
  list(type: string, associateId?: number): ReturnType<typeof list>;
  save(entry: Partial<Draft>, secret: string, more?: More): ReturnType<typeof save>;
  awaitSave(entry: Partial<Draft>, more?: More): ReturnType<typeof awaitSave>;
  remove(type: string, publicValue: string, id?: string): ReturnType<typeof remove>;
  checkRemoval(type: string, publicValue: string): ReturnType<typeof checkRemoval>;
  search(text: string): ReturnType<typeof search>;
}

/** What a Save says beside the entry: nothing was there before, unless told otherwise. */
interface More {
  readonly id?: string;
  readonly before?: readonly StoredEntry[] | null;
  readonly original?: StoredEntry | null;
  /** How many of the form may be under way at a time; 4 unless told otherwise. */
  readonly width?: number;
}

/** Clicks the icon on a tab, and opens the form. */
export async function openForm(
  browser: TestBrowser,
  tab: Tab,
  question: Partial<Input<'open'>> = {},
): Promise<Form> {
  tab.grant();
  const id = question.form ?? randomUUID();
  return formOf({ browser, tab, id, opened: valueIn(await open(browser, tab, { ...question, form: id })) });
}

/** The form that has learned, when it opened, what it shows. */
export function formOf(opening: Omit<By, 'associate'>): Form {
  const { id, opened } = opening;
  const associate = opened.about.kind === 'associate' ? opened.about.associate : opened.user;
  const by = { ...opening, associate };
  return {
    id,
    opened,
    associate,
    list: (type, associateId) => list(by, type, associateId),
    save: (entry, secret, more) => save(by, { entry, secret, more }),
    awaitSave: (entry, more) => awaitSave(by, entry, more),
    remove: (type, publicValue, removalId) => remove(by, type, publicValue, removalId),
    checkRemoval: (type, publicValue) => checkRemoval(by, type, publicValue),
    search: (text) => search(by, text),
  };
}

/** What a result holds; what went wrong otherwise is an error. */
export function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Not expected: ${JSON.stringify(result.failure)}`);
  return result.value;
}

/** Asks what the form asks first. */
export function open(browser: TestBrowser, tab: Tab, question: Partial<Input<'open'>> = {}) {
  return browser.ask('open', {
    tabId: tab.id,
    id: randomUUID(),
    form: randomUUID(),
    address: '',
    purpose: '',
    isPrivate: tab.isPrivate,
    ...question,
  });
}

interface By {
  readonly browser: TestBrowser;
  readonly tab: Tab;
  readonly id: string;
  readonly opened: Opened;
  readonly associate: Associate;
}

function list(by: By, type: string, associateId = by.associate.associateId) {
  return by.browser.ask('list', { tabId: by.tab.id, as: by.opened.as, associateId, type });
}

function pending(by: By, entry: Partial<Draft>, { id = randomUUID(), before = [] }: More = {}) {
  const { tab, opened, associate } = by;
  const draft = { ...emptyDraft(new Date(), opened.preset), ...entry };
  return { tabId: tab.id, id, form: by.id, as: by.opened.as, associate, draft, before };
}

function save(
  by: By,
  { entry, secret, more }: { entry: Partial<Draft>; secret: string; more: More | undefined },
) {
  return by.browser.ask('save', {
    ...pending(by, entry, more),
    secret,
    withoutSecret: false,
    width: more?.width ?? 4,
    original: more?.original ?? null,
  });
}

function awaitSave(by: By, entry: Partial<Draft>, more?: More) {
  return by.browser.ask('awaitSave', pending(by, entry, more));
}

function removal(by: By, type: string, publicValue: string) {
  const { associateId } = by.associate;
  return { tabId: by.tab.id, id: randomUUID(), as: by.opened.as, associateId, type, publicValue };
}

function remove(by: By, type: string, publicValue: string, id = randomUUID() as string) {
  return by.browser.ask('remove', { ...removal(by, type, publicValue), id });
}

function checkRemoval(by: By, type: string, publicValue: string) {
  return by.browser.ask('checkRemoval', removal(by, type, publicValue));
}

function search(by: By, text: string) {
  return by.browser.ask('searchAssociates', {
    tabId: by.tab.id,
    id: `${by.id} search`,
    as: by.opened.as,
    text,
  });
}
