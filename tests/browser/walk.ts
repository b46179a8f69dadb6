import { expect } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { OPERATIONS } from '../contract-facts.ts';
import { readBody } from '../crm/rest.ts';
import type { FaultName, OperationName, RecordedRequest } from '../crm/server.ts';
import { readRequest, type Values } from '../crm/wcf.ts';
import { readStorages } from '../driver/document.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { type Act, PAGES, type Page, PEOPLE, perform, REMOVE, SAVE } from './walk-acts.ts';
import { associateIn, isAtWork, isStored, type Journal, type Key, lies, type Write } from './walk-oracle.ts';
import { FIELDS, type FieldName, HALF, look, record, type Shown, type Sight } from './walk-recorder.ts';
import type { World } from './world.ts';

/** In milliseconds: how long a person waits to see whether anything happens, for a list, the form, a page, and at the most. */
const PATIENCE = { unnoticed: 200, list: 1_000, form: 2_500, page: 3_000, most: 40_000 };

/** A form that is open, and what the person knows of it. */
interface OpenForm {
  readonly name: string;
  readonly kind: 'popup' | 'tab';
  readonly surface: Surface;
  readonly fields: Form;
  readonly page: Page;
  /** What was typed in each field and is still wanted: what it must show. */
  typed: Partial<Record<FieldName, string>>;
  /** Tenant's user and page, by which drafts are kept; empty until the form shows them. */
  draftOf: string;
  /** Whom it is about by itself: the page's associate, or nobody where that could not be looked up. */
  about: string;
  /** What is typed in Associate was taken from the list, or Enter pressed on it: it may become somebody. */
  mayChoose: boolean;
  /** When it was first seen at work without a way to cancel; 0 when it is not. */
  busySince: number;
  sight: Sight | undefined;
}

/** What was typed in a form and is still wanted; another one of the same user and page goes on with it when that has closed. */
interface KeptDraft {
  readonly of: string;
  readonly form: OpenForm;
  readonly typed: OpenForm['typed'];
}

/** What makes a text one that occurs nowhere else. */
const UNIQUE = /[a-z]+-\d+-\d+/;

const isAbsence = (error: unknown) => /parts are called|is disabled|took no text/.test(String(error));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One walk: who does it, what they know, and what came of it. */
export class Walk {
  readonly forms: OpenForm[] = [];
  page: Page = 'person';
  readonly #trace: string[] = [];
  readonly #moments: Journal['moments'][number][] = [];
  readonly #seeded: Journal['seeded'];
  /** Who a ticket or session stands for. */
  readonly #users = new Map<string, string>();
  readonly #faults = new Map<OperationName, FaultName>();
  /** The latest last. */
  #drafts: readonly KeptDraft[] = [];
  /** Whose draft a text was typed for. */
  readonly #typedFor = new Map<string, string>();
  readonly #secrets: string[] = [];
  /** The extension may act in the tab as it is now. */
  #isLetIn = false;
  #opened = 0;
  #consoleRead: number;

  constructor(readonly world: World) {
    this.#seeded = world.crm.credentials.map((row) => ({
      key: { associate: row.AssociateId, type: row.Type ?? '', publicValue: row.PublicValue ?? '' },
      content: contentOf({ ...row }),
    }));
    this.#consoleRead = world.driver.console.length;
  }

  async go(acts: readonly Act[]): Promise<void> {
    try {
      for (const act of acts) await this.#step(act);
      const stored = JSON.stringify(await this.world.driver.storages());
      expect(this.#secrets.filter((secret) => stored.includes(secret))).toEqual([]);
    } catch (error) {
      const story = this.#trace.map((line) => `  ${line}`).join('\n');
      throw new Error(`${(error as Error).message}\nWhat was done:\n${story}`, { cause: error });
    } finally {
      for (const { surface } of this.forms) await surface.close();
    }
  }

  async #step(act: Act): Promise<void> {
    const [name, ...what] = act;
    this.#trace.push([name, ...what.map((each) => JSON.stringify(each))].join(' '));
    await this.#attempt(() => perform(this, act));
    await this.#look();
    const wrong = [...(await this.#leaks()), ...this.#losses(), ...lies(this.#journal())];
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }

  // ---- what a person does

  /** The form that is used, opened if there is none. */
  async #form(): Promise<OpenForm> {
    if (this.forms.length === 0) await this.open(this.page);
    return this.forms.at(-1) as OpenForm;
  }

  async type(field: FieldName, text: string): Promise<void> {
    const used = await this.#form();
    await used.fields.fill(field, field === 'Active' ? text === 'true' : text);
    if (field === 'Secret value' && text) this.#secrets.push(UNIQUE.exec(text)?.[0] ?? text);
    if (field === 'Associate') used.mayChoose = false;
    this.#typed(used, { [field]: text });
  }

  async typeHalf(field: FieldName, digits: string): Promise<void> {
    const used = await this.#form();
    if (!this.#hasKeyboard(used)) return;
    await used.fields.fill(field, '');
    for (const digit of digits) await used.fields.press(digit);
    await this.#look();
    this.#typed(used, { [field]: used.sight?.shown?.[field] ?? '' });
  }

  async choose(text: string, byKeys: boolean): Promise<void> {
    const used = await this.#form();
    const label = PEOPLE[text] as string;
    await this.type('Associate', text);
    const end = Date.now() + PATIENCE.form;
    while (!(await used.fields.text()).includes(label)) {
      if (Date.now() > end) return;
      await pause(50);
    }
    used.mayChoose = true;
    if (byKeys && this.#hasKeyboard(used)) {
      await used.fields.press('ArrowDown');
      await used.fields.press('Enter');
    } else {
      await used.fields.click(label);
    }
  }

  /** Types what has to be there and is not. */
  async complete(texts: { readonly [F in FieldName]?: string }): Promise<void> {
    const { fields } = await this.#form();
    for (const [name, text] of Object.entries(texts)) {
      if ((await fields.field(name)).value === '') await this.type(name as FieldName, text);
    }
  }

  /** What the form that is used shows just now. */
  async shown(): Promise<Shown | null> {
    const used = await this.#form();
    await this.#look();
    return used.sight?.shown ?? null;
  }

  async goTo(field: FieldName): Promise<void> {
    await (await this.#form()).fields.focus(field);
  }

  /** Presses a key where the focus is. */
  async press(key: 'Enter' | 'Tab'): Promise<void> {
    const used = await this.#form();
    if (!this.#hasKeyboard(used)) return;
    used.mayChoose ||= key === 'Enter';
    await used.fields.press(key);
  }

  async click(name: string): Promise<void> {
    await (await this.#form()).fields.click(name);
  }

  /** By the form's own button, whatever it is called: it says what a Save does. */
  async save(): Promise<void> {
    await (await this.#form()).surface.evaluate(() => {
      const button = document.querySelector<HTMLElement>('button[type="submit"]:not([aria-disabled="true"])');
      if (!button) throw new Error('What saves is disabled');
      button.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
      button.focus();
      button.click();
    });
  }

  async untilCancel(): Promise<void> {
    const used = await this.#form();
    const end = Date.now() + PATIENCE.form;
    while (Date.now() < end) {
      await this.#look();
      if (!used.sight || !isBusy(used.sight) || used.sight.buttons.includes(messages.cancel.message)) return;
      await pause(50);
    }
  }

  async clear(): Promise<void> {
    const used = await this.#form();
    await used.fields.click(messages.clear.message);
    used.typed = { Associate: used.about };
    this.#drafts = this.#drafts.filter((draft) => !isDraftOf(used, draft));
  }

  async takeNextStep(): Promise<void> {
    const used = await this.#form();
    const step = await used.surface.evaluate(
      () => document.querySelector('[role="alert"] button')?.textContent.trim() ?? '',
    );
    if (!step) return;
    this.#trace.push(`  presses “${step}”`);
    await used.fields.click(step);
  }

  async fillFromRow(row: string | undefined, ...names: string[]): Promise<void> {
    const used = await this.#form();
    const publicValue = await this.clickInRow(row, ...names);
    await this.#look();
    const shown = used.sight?.shown;
    // While it is at work it may do nothing.
    if (!shown || shown['Public value'] !== publicValue) return;
    const { user: _, ...fields } = shown;
    used.typed = {};
    // It is as if the person had typed all of it.
    this.#typed(used, fields);
  }

  /**
   * Clicks the first of these buttons that the row has, or shows after a click on it.
   * @returns the row's public value, where there was anything to click
   */
  async clickInRow(row: string | undefined, ...names: string[]): Promise<string | undefined> {
    const used = await this.#form();
    await this.complete({ Type: 'imap' });
    const publicValue = await this.#row(used, Number(row));
    if (publicValue === undefined) return undefined;
    // The buttons may be there only after a click on the row.
    for (const name of [...names, publicValue, ...names]) {
      const isClicked = await this.#attempt(() => used.fields.click(name, publicValue));
      if (isClicked && name !== publicValue) return publicValue;
    }
    return undefined;
  }

  /** The public value of a row, once the list is there; counted on from the first again where it ends. */
  async #row({ surface }: OpenForm, index: number): Promise<string | undefined> {
    const end = Date.now() + PATIENCE.list;
    let text: string | null = null;
    while (text === null && Date.now() < end) {
      text = await surface.evaluate((index) => {
        const list = document.querySelector('[aria-labelledby="stored"]:not([aria-busy="true"])');
        const type = document.querySelector<HTMLInputElement>('#Type')?.value;
        const group = [...(list?.querySelectorAll('ul') ?? [])].find(
          (each) => document.getElementById(each.getAttribute('aria-labelledby') ?? '')?.textContent === type,
        );
        const rows = group?.querySelectorAll('li');
        return rows ? (rows[index % rows.length]?.textContent ?? '') : null;
      }, index);
      if (text === null) await pause(50);
    }
    const all = this.world.crm.credentials.map(({ PublicValue }) => PublicValue ?? '');
    const found = all.filter((each) => text?.includes(each));
    return found.sort((one, other) => other.length - one.length)[0];
  }

  async open(page: Page): Promise<void> {
    const { tab, crm } = this.world;
    await this.close(this.forms.find(({ kind }) => kind === 'popup'));
    if ((await tab.url()) !== crm.pages[page]) await this.load(tab.goto(crm.pages[page]));
    this.page = page;
    const surface = await tab.clickToolbar();
    this.#isLetIn = true;
    await this.#opens('popup', surface);
  }

  async openInTab(): Promise<void> {
    // In Firefox a click on the icon opens the one page that the tab shows.
    if (!this.#isLetIn) await this.open(this.page);
    for (const each of [...this.forms]) await this.close(each);
    const tabId = await this.world.tab.tabId();
    await this.#opens('tab', await this.world.driver.extensionPage(`popup/index.html?tab=${tabId}`));
  }

  async #opens(kind: OpenForm['kind'], surface: Surface): Promise<void> {
    this.#opened += 1;
    await surface.evaluate(record, {
      names: FIELDS,
      user: messages.signedInAs.message.replace('$1', '(.+)'),
    });
    this.forms.push({
      name: `${kind} ${this.#opened}`,
      kind,
      surface,
      fields: form(surface),
      page: this.page,
      typed: {},
      draftOf: '',
      about: '',
      mayChoose: false,
      busySince: 0,
      sight: undefined,
    });
    await this.rest();
  }

  async close(closed: OpenForm | undefined): Promise<void> {
    if (!closed) return;
    await this.#look();
    await closed.surface.close();
    this.#hasGone(closed);
  }

  /** Only what is in front has the keyboard. */
  #hasKeyboard(used: OpenForm): boolean {
    return used.kind === 'popup' || this.forms.length === 1;
  }

  // ---- what the browser and the CRM do

  /** Lets a page load. What waits at the CRM keeps the pages of its session waiting too: a person has a limit. */
  async load(loading: Promise<unknown>): Promise<void> {
    this.#isLetIn = false;
    const isLoaded = await Promise.race([loading.then(() => true), pause(PATIENCE.page)]);
    if (isLoaded) return;
    for (const [operation, fault] of this.#faults)
      if (fault === 'slow' || fault === 'html-504') this.fail(operation, undefined);
    await loading;
  }

  /** Signs in as another tab of the same browser would: this tab's page stays as it is, its session does not. */
  async signInBehind(user: string): Promise<void> {
    const { tab, crm } = this.world;
    const isLetIn = this.#isLetIn;
    await this.load(
      tab.evaluate(async (address) => void (await fetch(address)), `${crm.pages.signIn}?user=${user}`),
    );
    this.#isLetIn = isLetIn;
  }

  fail(operation: OperationName, fault: FaultName | undefined): void {
    this.world.crm.fail(operation, fault);
    if (fault) this.#faults.set(operation, fault);
    else this.#faults.delete(operation);
  }

  /** Everything works again, and whatever was begun comes to an end. */
  async comeBack(): Promise<void> {
    const { crm, tab } = this.world;
    for (const operation of [...this.#faults.keys()]) this.fail(operation, undefined);
    await this.rest();
    for (const { fields } of this.forms) await this.#attempt(() => fields.click(messages.cancel.message));
    await this.rest(PATIENCE.most);
    await expect.poll(() => crm.requests.filter(({ isOver }) => !isOver)).toEqual([]);
    const isSignedIn = [...crm.tenants.Cust12345.sessions.values()].at(-1)?.user.Name === 'ASE';
    if (isSignedIn) return;
    await this.close(this.forms.find(({ kind }) => kind === 'popup'));
    await this.load(tab.goto(`${crm.pages.signIn}?user=ASE`));
  }

  /** Waits until the forms are no longer at work, at most so long. What has just begun does not show at once. */
  async rest(milliseconds = PATIENCE.form): Promise<void> {
    const end = Date.now() + milliseconds;
    let restsSince = Number.POSITIVE_INFINITY;
    while (Date.now() < end) {
      await this.#look();
      const rests = this.forms.every(({ sight }) => sight && !isBusy(sight));
      restsSince = rests ? Math.min(restsSince, Date.now()) : Number.POSITIVE_INFINITY;
      if (Date.now() - restsSince > PATIENCE.unnoticed) return;
      await pause(50);
    }
  }

  // ---- what is seen

  async #look(): Promise<void> {
    for (const each of [...this.forms]) {
      const isThere = await this.#attempt(async () => {
        each.sight = await each.surface.evaluate(look);
      }, each);
      if (!isThere || !each.sight) continue;
      const { moments, shown, buttons } = each.sight;
      for (const moment of moments) {
        this.#moments.push({ ...moment, form: each.name });
        this.#trace.push(`  ${each.name} ${told(moment)}`);
        // The same window, and another form: it was asked to start over.
        if (moment.kind === 'said' && moment.status.startsWith(messages.opening.message)) each.draftOf = '';
      }
      if (shown && !each.draftOf) this.#begins(each, shown);
      if (shown && each.mayChoose) this.#chooses(each, shown.Associate);
      const isStuck = isBusy(each.sight) && !buttons.includes(messages.cancel.message);
      each.busySince = isStuck ? each.busySince || Date.now() : 0;
    }
    this.#moments.sort((one, other) => one.at - other.at);
  }

  /** The form shows whose it is: what was typed for that before is there again. */
  #begins(begun: OpenForm, shown: Shown): void {
    begun.draftOf = `${shown.user} on ${begun.page}`;
    const kept = this.#drafts.findLast(
      ({ of, form }) => of === begun.draftOf && (form === begun || !this.forms.includes(form)),
    );
    if (kept) this.#keep(begun, kept.typed, kept);
    begun.about = shown.Associate === '' && kept?.typed.Associate === undefined ? '' : PAGES[begun.page];
    begun.typed = { Associate: begun.about, ...kept?.typed };
  }

  /** What was typed in Associate and then taken from the list has become somebody. */
  #chooses(used: OpenForm, now: string): void {
    const { Associate: typed } = used.typed;
    if (typed === undefined || typed === now || Number.isNaN(associateIn(now))) return;
    if (now.toLowerCase().includes(typed.toLowerCase())) this.#typed(used, { Associate: now });
  }

  #typed(used: OpenForm, changes: OpenForm['typed']): void {
    for (const [field, text] of Object.entries(changes)) {
      used.typed[field as FieldName] = text;
      if (UNIQUE.test(text)) this.#typedFor.set(text, used.draftOf);
    }
    // What is not kept ends with the form.
    const isKept = ([field, text]: [string, string]) => field !== 'Secret value' && text !== HALF;
    if (!Object.entries(changes).some(isKept)) return;
    this.#keep(used, Object.fromEntries(Object.entries(used.typed).filter(isKept)));
  }

  /** @param from the draft that it goes on with */
  #keep(form: OpenForm, typed: OpenForm['typed'], from?: KeptDraft): void {
    const others = this.#drafts.filter((draft) => draft !== from && !isDraftOf(form, draft));
    this.#drafts = [...others, { of: form.draftOf, form, typed }];
  }

  #hasGone(gone: OpenForm): void {
    const index = this.forms.indexOf(gone);
    if (index !== -1) this.forms.splice(index, 1);
  }

  /** Does what a person can only do where there is something to do it with. */
  async #attempt(act: () => Promise<unknown>, where = this.forms.at(-1)): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      // A popup closes by itself when its act leads elsewhere.
      if (!where || (await where.surface.isOpen())) throw error;
      this.#hasGone(where);
      return false;
    }
  }

  // ---- what is wrong

  /** Who tickets and sessions stand for, while the CRM knows. */
  noteUsers(): void {
    const { sessions, tickets } = this.world.crm.tenants.Cust12345;
    for (const { id, token, user } of sessions.values())
      for (const each of [id, token]) this.#users.set(each, user.FullName);
    for (const [ticket, user] of tickets) this.#users.set(ticket, user.FullName);
  }

  #journal(): Journal {
    this.noteUsers();
    const writes = this.world.crm.requests.flatMap((request) => {
      const write = writeOf(request, this.#users);
      return write ? [write] : [];
    });
    return { moments: this.#moments, writes, seeded: this.#seeded };
  }

  #losses(): string[] {
    const { writes } = this.#journal();
    const found: string[] = [];
    for (const each of this.forms) {
      const { shown } = each.sight ?? {};
      if (each.busySince && Date.now() - each.busySince > PATIENCE.most)
        found.push(`8: ${each.name} is at work for ever: “${each.sight?.status}”`);
      if (!shown) continue;
      for (const [name, text] of Object.entries(each.typed)) {
        const field = name as FieldName;
        const now = shown[field];
        if (now === text || isStored(field, text, writes)) continue;
        if (text === HALF && now.startsWith('2031-12-31')) continue;
        found.push(`5: ${each.name} has lost “${text}” of ${field}, and shows “${now}”`);
      }
      for (const field of ['Public value', 'Secret value', 'Comment'] as const) {
        const typedFor = this.#typedFor.get(shown[field]);
        if (typedFor && typedFor !== each.draftOf && !isStored(field, shown[field], writes))
          found.push(`7: ${each.name}, ${each.draftOf}, shows “${shown[field]}”, typed for ${typedFor}`);
      }
    }
    return found;
  }

  async #leaks(): Promise<string[]> {
    const places: Record<string, string> = {
      'the console': this.world.driver.console.slice(this.#consoleRead).join('\n'),
    };
    await this.#attempt(async () => {
      const stored = await this.forms.at(-1)?.surface.evaluate(readStorages);
      if (stored) places['a storage'] = JSON.stringify(stored);
    });
    for (const { name, sight } of this.forms) places[`the document of ${name}`] = sight?.html ?? '';
    this.#consoleRead = this.world.driver.console.length;
    return Object.entries(places).flatMap(([place, content]) =>
      this.#secrets.filter((secret) => content.includes(secret)).map((secret) => `6: ${secret} in ${place}`),
    );
  }
}

function isDraftOf(used: OpenForm, { of, form }: KeptDraft): boolean {
  return form === used && of === used.draftOf;
}

/** At work, or with nothing to see yet. */
function isBusy({ status, alert, shown }: Sight): boolean {
  return isAtWork(status) || (!shown && !alert);
}

function told(moment: Journal['moments'][number] | Sight['moments'][number]): string {
  if (moment.kind === 'said')
    return `says “${[moment.status, moment.alert].join('” “').replace(/\s+/g, ' ')}”`;
  const { user, ...fields } = moment.shown;
  return `has “${moment.what}” pressed by ${user} on ${Object.values(fields).join(' | ')}`;
}

function contentOf(credentials: Values) {
  const { SecretValue, Comment, ValidFrom, ValidTo, IsActive } = credentials;
  return {
    secret: String(SecretValue ?? ''),
    comment: String(Comment ?? ''),
    from: String(ValidFrom),
    to: String(ValidTo),
    active: IsActive === true,
  };
}

/** What a request was to change, or `null`. */
function writeOf(request: RecordedRequest, users: ReadonlyMap<string, string>): Write | null {
  const { operation, path, headers, body, arrived, executed } = request;
  if (operation !== SAVE && operation !== REMOVE) return null;
  const soap = path.toLowerCase().includes('.svc')
    ? readRequest('User', headers['content-type'], headers.soapaction, Buffer.from(body))
    : null;
  const { AssociateId, Type, PublicValue, Credentials } =
    soap?.parameters ?? readBody(body, OPERATIONS[operation].request);
  const session = soap?.ticket ?? /ASP\.NET_SessionId=([^;]*)/.exec(headers.cookie ?? '')?.[1];
  const credentials = Credentials as Values | undefined;
  const key: Key = {
    associate: Number(AssociateId),
    type: String(Type),
    publicValue: String(credentials?.PublicValue ?? PublicValue),
  };
  const content = credentials ? contentOf(credentials) : null;
  return { key, content, user: users.get(session ?? '') ?? 'nobody', arrived, executed };
}
