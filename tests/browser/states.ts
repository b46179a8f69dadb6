import type { TextKey } from '../../src/ui/text.ts';
import type { Crm, PageName, StoredCredential } from '../crm/server.ts';
import { chooseFile, fileOf, forgetAll } from '../driver/document.ts';
import type { CrmTab, Driver, Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import type { Words } from './words.ts';

const SAVE = 'SaveUntrustedCredentialsForAssociate';
const READ = 'GetUntrustedCredentialsForAssociate';
const STORED = 'imap.alt.example/jorg.mt';
/** Once no list is under way any more. */
const ALL_STORED = /imap\.alt\.example[\s\S]*smtp\.fjordlys|smtp\.fjordlys[\s\S]*imap\.alt\.example/;

const ENTRY = {
  labelType: 'imap',
  labelPublicValue: 'mail.fjordlys.example jorg',
  labelSecretValue: 'Nordlys-48-Havn',
  labelComment: 'Shared mailbox, see ticket 4711',
} as const satisfies Values;

/** For the page for many: a line of every kind. */
const TABLE = [
  'User\tType\tPublic value\tSecret value\tValid to',
  'JORG\timap\tmail.fjordlys.example/jorg\tNordlys-48-Havn\t31.12.2027',
  'SANNE\tsmtp\tsmtp.fjordlys.example/sanne\tNordlys-48-Havn\t',
  'Jorg Muller Thomsen\timap\tmail.fjordlys.example/jmt\tNordlys-48-Havn\t',
  'Nobody\timap\tmail.fjordlys.example/nobody\tNordlys-48-Havn\t',
  'KARE\timap\tmail.fjordlys.example/kare\t\t31.11.2027',
  'EMILY\timap\tmail.fjordlys.example/emily\t1,23E+15\t03/04/2027',
  'ASE\timap\tmail.fjordlys.example/ase\tNordlys-48-Havn\t',
  'ASE\timap\tMail.fjordlys.example/ase\tNordlys-48-Havn\t',
  'PAIVI\timap\tmail.fjordlys.example/paivi\tNordlys-48-Havn\t',
].join('\n');

type Values = { readonly [K in TextKey]?: string | boolean };

/** What the functions below use in the extension's documents. */
declare const chrome: {
  runtime: { sendMessage(message: { command: string }): Promise<unknown> };
};

/** Where the states below are played, one after the other: a tab of a browser whose language the words are of. */
export class Stage {
  #tab: CrmTab | undefined;
  #surface: Surface | undefined;

  constructor(
    readonly crm: Crm,
    readonly driver: Driver,
    readonly words: Words,
  ) {}

  /** What can be seen. */
  get surface(): Surface {
    if (!this.#surface) throw new Error('Nothing has been opened');
    return this.#surface;
  }

  get tab(): CrmTab {
    if (!this.#tab) throw new Error('No tab has been opened');
    return this.#tab;
  }

  get fields(): Form {
    return form(this.surface);
  }

  /** Reaches a state from a fresh start. */
  async show(state: keyof typeof STATES): Promise<void> {
    await this.clear();
    await STATES[state](this);
  }

  /** Leaves nothing of a state for the next one. */
  async clear(): Promise<void> {
    if (await this.#surface?.isOpen()) {
      await this.surface.evaluate(forgetAll);
      await this.surface.close();
    }
    this.#surface = undefined;
    this.crm.reset();
  }

  /** Goes to an address of the demo CRM, with its administrator or somebody else signed in. */
  async visit(address: string, user = 'ASE'): Promise<void> {
    const { pathname, search, origin } = new URL(address);
    const signIn = this.crm.pages.signIn.replace(this.crm.origin, origin);
    const back = encodeURIComponent(pathname + search);
    const wanted = `${signIn}?user=${user}&ReturnUrl=${back}`;
    if (this.#tab) await this.#tab.goto(wanted);
    else this.#tab = await this.driver.openTab(wanted);
  }

  async click(): Promise<void> {
    this.#surface = await this.tab.clickToolbar();
  }

  /** The form on a page of the demo CRM. */
  async open(page: PageName, user?: string): Promise<void> {
    await this.visit(this.crm.pages[page], user);
    await this.click();
    await this.ready();
  }

  /** One of the extension's pages in a tab, for the CRM tab on an employee's page. */
  async openPage(path: 'popup' | 'options' | 'batch'): Promise<void> {
    await this.open('person');
    await this.surface.close();
    this.#surface = await this.driver.extensionPage(`${path}/index.html?tab=${await this.tab.tabId()}`);
    if (path === 'popup') await this.ready();
    else if (path === 'batch') await this.fields.waitForField(this.words.text('labelTable'));
    else await this.fields.waitForField(this.words.text('labelDefaultType'));
  }

  /** The page for many, with a table that has a line of every kind, checked. */
  async openChecked(): Promise<void> {
    await this.openPage('batch');
    await this.fill({ labelTable: TABLE });
    await this.press('check');
    await this.shows('lineTwice');
  }

  async openSettingsAlone(): Promise<void> {
    this.#surface = await this.driver.extensionPage('options/index.html');
    await this.shows('noSites');
  }

  /** Waits until the form is drawn, and the focus in it: that comes a moment later. */
  async ready(): Promise<void> {
    await this.fields.waitForField(this.words.text('labelAssociate'));
    await this.surface.waitFor(() => document.activeElement !== document.body, null, 'the focus in the form');
  }

  async fill(values: Values): Promise<void> {
    for (const [key, value] of Object.entries(values))
      await this.fields.fill(this.words.text(key as TextKey), value);
  }

  press(key: TextKey, row?: string): Promise<void> {
    return this.fields.click(this.words.text(key), row);
  }

  /** Waits until a text can be read. */
  shows(key: TextKey): Promise<void> {
    return this.fields.waitForText(this.words.pattern(key));
  }

  /** The form with the list of an associate's entries of the type. */
  async openList(entry = STORED): Promise<void> {
    await this.open('person');
    await this.fill({ labelType: 'imap' });
    await this.fields.waitForText(new RegExp(entry));
  }

  /** A filled-in form, whose Save goes wrong as told. */
  async save(user?: string): Promise<void> {
    await this.open('person', user);
    await this.fill(ENTRY);
    // With nothing under way that a Save would have to wait for.
    if (!user) await this.fields.waitForText(ALL_STORED);
    await this.fields.press('Enter');
  }
}

function stored(PublicValue: string, more: Partial<StoredCredential>): StoredCredential {
  return {
    AssociateId: 104,
    Type: 'imap',
    ValidFrom: '2024-03-01T00:00:00',
    ValidTo: '9999-12-31T23:59:59',
    Comment: '',
    SecretValue: 'Regnbue-17-Kai',
    PublicValue,
    IsActive: true,
    ...more,
  };
}

/** Every state in which a person can see the extension, and the way there. */
export const STATES = {
  async waiting(on) {
    on.crm.fail('currentPrincipal', 'slow');
    await on.visit(on.crm.pages.person);
    await on.click();
    await on.shows('stillWaiting');
  },
  async noSuperOffice(on) {
    await on.visit(on.crm.pages.person);
    await on.tab.goto(`${on.crm.origin}/elsewhere/page.html`);
    await on.click();
    await on.shows('failure_notSuperOffice');
  },
  async firstContact(on) {
    await STATES.noSuperOffice(on);
    await on.press('introPicture');
  },
  async notSignedIn(on) {
    await on.visit(on.crm.pages.person);
    await on.tab.goto(`${on.crm.base}/logout.aspx`);
    await on.click();
    await on.shows('failure_notSignedIn');
  },
  empty: (on) => on.open('person'),
  async manyEntries(on) {
    for (let row = 1; row <= 120; row += 1) on.crm.credentials.push(stored(`row ${row}.`, {}));
    await on.openList('row 1\\.');
  },
  async otherTimeZone(on) {
    on.crm.timeZone = 'Europe/Helsinki';
    await on.openList();
    await on.shows('otherTimeZone');
  },
  async filledIn(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.fields.waitForText(new RegExp(STORED));
  },
  company: (on) => on.open('companyOnly'),
  customer: (on) => on.open('customer'),
  async notLookedUp(on) {
    on.crm.fail('GetAssociateByPersonId', 'html-503');
    await on.open('person');
    await on.shows('leadLookup');
  },
  async withoutRight(on) {
    await on.open('person', 'KARE');
    await on.shows('warningRights');
  },
  async entries(on) {
    on.crm.credentials.push(
      stored('imap.nordlys.example/jorg', { IsActive: false, Comment: 'Until the move' }),
      stored('imap.coming.example/jorg', {
        ValidFrom: '2099-01-01T00:00:00',
        ValidTo: '2099-12-31T23:59:59',
      }),
      stored('imap.more.example/jorg', { Comment: 'Archive' }),
    );
    await on.openList();
  },
  async entriesNotRead(on) {
    on.crm.fail(READ, 'html-503');
    await on.open('person');
    await on.fill({ labelType: 'imap' });
    await on.shows('leadList');
  },
  async longTexts(on) {
    const long = 'x'.repeat(254);
    on.crm.credentials.push(stored(`long.${long}`, { Comment: long, IsActive: false }));
    await on.openList('long');
    await on.fill({ labelPublicValue: `long.${long}`, labelComment: long });
    await on.press('remove', 'long.');
  },
  async help(on) {
    await on.open('person');
    await on.press('help');
    await on.shows('helpComment');
  },
  async errors(on) {
    await on.open('companyOnly');
    await on.fill({
      labelType: 'CRM5/Password',
      labelPublicValue: 'x'.repeat(239),
      labelComment: 'x'.repeat(255),
      labelValidFrom: '',
      labelValidTo: '1700-01-01T00:00',
    });
    await on.press('save');
    await on.shows('error_noDate');
  },
  async peopleFound(on) {
    await on.open('person');
    await on.fill({ labelAssociate: 'e' });
    await on.fields.waitForText(/#112/);
    await on.fields.press('ArrowDown');
  },
  async moreFound(on) {
    const { associates } = on.crm.tenants.Cust12345;
    for (let AssociateId = 1_000; associates.length < 21; AssociateId += 1)
      associates.push({ ...(associates[0] as (typeof associates)[0]), AssociateId });
    await on.open('person');
    await on.fill({ labelAssociate: 'e' });
    await on.shows('moreFound');
  },
  async nobodyFound(on) {
    await on.open('person');
    await on.fill({ labelAssociate: "O'Brien" });
    await on.shows('nobodyFound');
  },
  async types(on) {
    await on.save();
    await on.shows('saved');
    // The type is remembered while the list is read anew.
    await on.fields.waitForText(/mail\.fjordlys\.example jorg[\s\S]*4711/);
    await on.click();
    await on.ready();
    await on.fields.focus(on.words.text('labelType'));
    await on.fields.press('ArrowDown');
    await on.shows('forgetTypes');
  },
  async generator(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.press('generate');
    await on.shows('generatorUse');
    await on.press('generatorUse');
  },
  async generatorOpen(on) {
    await on.open('person');
    await on.press('generate');
    await on.shows('generatorOptions');
    await on.press('generatorOptions');
    await on.press('copy');
    await on.shows('copied');
  },
  async unfolded(on) {
    await on.open('person');
    await on.surface.evaluate(() => document.querySelector<HTMLElement>('[aria-controls="folded"]')?.click());
  },
  async pasted(on) {
    await on.open('person');
    await on.fill({ labelType: 'imap' });
    await on.fields.waitForText(new RegExp(STORED));
    await on.surface.evaluate(paste, 'imap.fjordlys.example;jorg;Nordlys-48-Havn');
    await on.shows('pastedBoth');
  },
  async example(on) {
    on.crm.credentials.push(stored('imap.nordlys.example;ase', { AssociateId: 100 }));
    await on.open('person');
    await on.fill({ labelType: 'imap' });
    await on.shows('example');
    await on.fields.focus(on.words.text('labelPublicValue'));
    await on.fields.press('ArrowDown');
    await on.shows('exampleOf');
  },
  async cleared(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.press('clear');
    await on.shows('undoClear');
  },
  async secretShown(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.press('showSecret');
  },
  async saving(on) {
    on.crm.fail(SAVE, 'slow');
    await on.save();
    await on.shows('stillWaiting');
  },
  async saved(on) {
    await on.save();
    await on.shows('saved');
    await on.fields.waitForText(/mail\.fjordlys\.example jorg[\s\S]*4711/);
  },
  async refused(on) {
    await on.save('KARE');
    await on.shows('failure_notAllowed');
  },
  async sessionEnded(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.fields.waitForText(new RegExp(STORED));
    on.crm.endSessions();
    await on.press('save');
    await on.shows('failure_sessionEnded');
  },
  async otherUser(on) {
    await on.open('person');
    await on.fill(ENTRY);
    // As another tab of the same browser would: this one's page stays as it is.
    await on.tab.evaluate(async (address) => void (await fetch(address)), `${on.crm.pages.signIn}?user=KARE`);
    await on.press('save');
    await on.shows('failure_otherUser');
  },
  async unsettled(on) {
    await on.open('person');
    await on.fill(ENTRY);
    await on.fields.waitForText(ALL_STORED);
    on.crm.fail(SAVE, 'drop-after');
    on.crm.fail(READ, 'html-503');
    await on.press('save');
    await on.shows('failure_unsettled');
  },
  async removing(on) {
    await on.openList();
    await on.press('remove', STORED);
    await on.shows('confirmRemove');
  },
  async removed(on) {
    await on.openList();
    await on.press('remove', STORED);
    await on.press('remove', STORED);
    await on.shows('removed');
  },
  async editing(on) {
    await on.openList();
    await on.press('edit', STORED);
    await on.shows('secretAgain');
  },
  async unencrypted(on) {
    // The demo CRM again, but by an address that does not say loopback.
    const { port } = new URL(on.crm.origin);
    await on.visit(on.crm.pages.person.replace(on.crm.origin, `http://[::ffff:127.0.0.1]:${port}`));
    await on.click();
    await on.shows('failure_unencrypted');
  },
  async window(on) {
    await on.openPage('popup');
    await on.fill(ENTRY);
    await on.fields.waitForText(new RegExp(STORED));
  },
  noSettings: (on) => on.openSettingsAlone(),
  settings: (on) => on.openPage('options'),
  async settingsSaved(on) {
    await on.openPage('options');
    await on.fill({ labelDefaultType: 'erp' });
    await on.press('save');
    await on.shows('settingsSaved');
  },
  async settingsWrong(on) {
    await on.openPage('options');
    await on.fill({
      labelDefaultType: 'x'.repeat(255),
      labelValidityDays: 'soon',
      labelServicesPath: 'https://elsewhere.example/Remote',
      labelApplicationToken: 'two words',
    });
    await on.press('save');
    await on.shows('error_validityDays');
  },
  async settingsLocked(on) {
    await on.openPage('options');
    await on.surface.evaluate(lockSettings);
    await on.press('save');
    await on.shows('setByAdministrator');
  },
  async connectionWorks(on) {
    await on.openPage('options');
    await on.press('checkConnection');
    await on.shows('checkWorks');
    await on.press('details');
  },
  async connectionFails(on) {
    await on.openPage('options');
    on.crm.fail('currentPrincipal', 'html-503');
    await on.press('checkConnection');
    await on.shows('checkFailed');
  },
  batch: (on) => on.openPage('batch'),
  batchChecked: (on) => on.openChecked(),
  async batchMending(on) {
    await on.openChecked();
    await on.fields.click(on.words.text('changeLine', '6'));
    await on.shows('error_dateImpossible');
  },
  async batchAsking(on) {
    await on.openChecked();
    await on.press('store');
    await on.fields.waitForText(on.words.pattern('confirmStore'));
  },
  async batchPaused(on) {
    await on.openChecked();
    on.crm.endSessions();
    await on.press('store');
    await on.fields.click(on.words.text('storeEntries', '2'));
    await on.shows('failure_sessionEnded');
    await on.shows('paused');
  },
  async batchStored(on) {
    await on.openChecked();
    await on.press('store');
    await on.fields.click(on.words.text('storeEntries', '2'));
    await on.shows('done');
  },
  async batchEntries(on) {
    await on.openPage('batch');
    await on.press('tabWho');
    on.crm.fail(READ, 'exception:SoInvalidArgumentException', { by: 'soap' });
    await on.press('ask');
    await on.shows('notRead');
    // Once it has paused.
    await on.shows('goOn');
    on.crm.fail(READ, undefined);
    await on.press('goOn');
    await on.shows('entriesFoundSoFar');
  },
  async imported(on) {
    await on.openPage('options');
    const sites = {
      [on.crm.base]: { defaultType: 'erp' },
      'https://crm.example/SuperOffice': { transport: 'pigeon' },
    };
    await on.surface.evaluate(chooseFile, fileOf('keyring-settings.json', JSON.stringify({ sites })));
    await on.shows('settingsImported');
  },
} as const satisfies Record<string, (on: Stage) => Promise<void>>;

/** Runs in the form: pastes into Public value. @returns true where that was left to the browser */
export function paste(text: string): boolean {
  const field = document.querySelector<HTMLInputElement>('#PublicValue');
  field?.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  // Firefox takes the text itself, Chromium what holds it.
  const init = { clipboardData, data: text, dataType: 'text/plain', bubbles: true, cancelable: true };
  return field?.dispatchEvent(new ClipboardEvent('paste', init)) ?? false;
}

/**
 * Runs in the settings page. A policy is the machine's, and takes an administrator to set: from now on the answer is as it
 * would be under one.
 */
export function lockSettings(): void {
  interface View {
    effective: { site: object; locked: string[] };
  }
  const api = ((globalThis as { browser?: typeof chrome }).browser ?? chrome).runtime;
  const send = api.sendMessage.bind(api);
  api.sendMessage = async (message) => {
    const answer = await send(message);
    if (message.command !== 'settings') return answer;
    for (const { effective } of (answer as { value: View[] }).value) {
      Object.assign(effective.site, { servicesPath: '/Policy/Remote', transport: 'SOAP' });
      effective.locked.push('servicesPath', 'transport');
    }
    return answer;
  };
}
