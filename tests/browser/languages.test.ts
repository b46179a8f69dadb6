import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/credentials.ts';
import type { TextKey } from '../../src/ui/text.ts';
import type { PageName } from '../crm/server.ts';
import type { Driver, Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import { BROWSER, EMPLOYEE, inWorld, SECOND_TRY } from './world.ts';

interface Language {
  /** The folder of its texts, and what the pages say that they are written in. */
  readonly locale: string;
  /** What such a browser calls it. Without its language packs Chromium knows no countries. */
  readonly chromium: string;
  readonly firefox: string;
  readonly saved: RegExp;
  /** What is said of an entry of the demo CRM that ended on 2021-06-30. */
  readonly june: RegExp;
}

const LANGUAGES: readonly Language[] = [
  { locale: 'en', chromium: 'en-US', firefox: 'en-US', saved: /^Saved/, june: /ended Jun 30, 2021/ },
  { locale: 'nb', chromium: 'nb', firefox: 'nb-NO', saved: /^Lagret/, june: /sluttet 30\. juni 2021/ },
  { locale: 'sv', chromium: 'sv', firefox: 'sv-SE', saved: /^Sparat/, june: /slutade 30 juni 2021/ },
  { locale: 'da', chromium: 'da', firefox: 'da', saved: /^Gemt/, june: /sluttede 30\. jun\. 2021/ },
  { locale: 'de', chromium: 'de', firefox: 'de', saved: /^Gespeichert/, june: /endete am 30\.06\.2021/ },
  { locale: 'nl', chromium: 'nl', firefox: 'nl', saved: /^Opgeslagen/, june: /eindigde op 30 jun\.? 2021/ },
];

/** Other browsers' languages, and the texts that they get. */
const OTHERS: Readonly<Record<Driver['name'], readonly (readonly [language: string, locale: string])[]>> = {
  chromium: [
    ['fr', 'en'],
    ['no', 'nb'],
    ['nn', 'nb'],
  ],
  firefox: [
    ['fr', 'en'],
    ['nn-NO', 'nb'],
    ['de-AT', 'de'],
  ],
};

const world = inWorld();

/** Every language, by the names that its own texts give to fields and buttons. */
describe.each(LANGUAGES)('$locale', SECOND_TRY, (language) => {
  const { locale, saved, june } = language;
  const t = textsOf(locale);

  beforeAll(() => world.speak(language[BROWSER]));

  describe.each([1, 2])('at a zoom of %i', (zoom) => {
    beforeAll(() => world.driver.setZoom(zoom));

    async function openOn(page: PageName): Promise<{ popup: Surface; fields: Form }> {
      await world.tab.goto(world.crm.pages[page]);
      const opened = await world.open();
      await opened.fields.waitForField(t('labelAssociate'));
      await opened.fields.click(t('clear'));
      return opened;
    }

    async function fillIn(fields: Form, values: { readonly [K in TextKey]?: string }): Promise<void> {
      for (const [key, value] of Object.entries(values)) await fields.fill(t(key as TextKey), value);
    }

    it('saves an entry, and says so in its language', async () => {
      const { popup, fields } = await openOn('person');
      expect(await popup.evaluate(shownLanguage)).toEqual({ lang: locale, title: t('name') });
      expect((await fields.field(t('labelAssociate'))).value).toBe(EMPLOYEE);
      const { Type, 'Public value': publicValue, 'Secret value': secret } = world.entry;
      await fillIn(fields, {
        labelType: Type,
        labelPublicValue: publicValue,
        labelSecretValue: secret,
        labelComment: 'ÆØÅ äöüß',
        labelValidTo: '2031-12-31T08:00',
      });
      await fields.click(t('save'));
      await fields.waitForStatus(saved);
      expect(await fields.status()).toContain(publicValue);
      expect(world.heldAs(publicValue)).toMatchObject([
        { AssociateId: 104, SecretValue: secret, Comment: 'ÆØÅ äöüß', ValidTo: '2031-12-31T08:00:00' },
      ]);
      await fields.waitForText(june);
    });

    it('fits the popup when all is said at once', async () => {
      const { popup, fields } = await openOn('person');
      await fields.click(t('help'));
      await fields.fill(t('labelType'), 'imap');
      await fields.press('Escape');
      await fields.waitForText(/imap\.alt\.example/);
      await fields.click(t('remove'), 'imap.alt.example/jorg.mt');
      await fields.click(t('edit'), 'imap.fjordlys.example/jorg');
      await fields.click(t('generate'));
      await fillIn(fields, {
        labelSecretValue: '',
        labelPublicValue: 'x'.repeat(LIMITS.PublicValue + 1),
        labelComment: 'x'.repeat(LIMITS.Comment + 1),
        labelValidFrom: '',
        labelValidTo: '12026-01-01T00:00',
        // Last, and not left: the list is of the type before.
        labelType: 'x'.repeat(LIMITS.Type + 1),
      });
      await fields.press('Enter');
      for (const label of ['Type', 'PublicValue', 'SecretValue', 'Comment', 'ValidFrom', 'ValidTo'] as const)
        await popup.waitFor(isInvalid, label, `the error at ${label}`);
      const text = await fields.text();
      for (const key of ['storedCredentials', 'keep', 'withoutSecret', 'generatorUse'] as const)
        expect(text).toContain(t(key));
      expect(text).toContain(t('helpPublicValue'));
      expect(await popup.evaluate(misfits)).toEqual([]);
    });

    it('fits the popup where nobody is chosen, or the person has no right', async () => {
      const { popup, fields } = await openOn('customer');
      await fields.click(t('help'));
      await fields.click(t('save'));
      await fields.waitForText(asPattern(t('error_associateRequired')));
      expect(await fields.text()).toContain(t('about_notAnAssociate'));
      expect(await popup.evaluate(misfits)).toEqual([]);
    });

    it('fits the settings page', async () => {
      const { popup } = await openOn('person');
      await popup.close();
      const page = await world.driver.extensionPage(`options/index.html?tab=${await world.tab.tabId()}`);
      const fields = form(page);
      await fields.waitForField(t('labelDefaultType'));
      expect(await page.evaluate(shownLanguage)).toEqual({
        lang: locale,
        title: `${t('name')} – ${t('settings')}`,
      });
      await fillIn(fields, {
        labelServicesPath: 'elsewhere',
        labelApplicationToken: 'two words',
        labelValidityDays: 'x',
      });
      await fields.click(t('save'));
      await fields.waitForText(asPattern(t('error_validityDays')));
      await fields.click(t('checkConnection'));
      await fields.waitForStatus(asPattern(t('checkWorks').split('$1')[0] ?? ''));
      expect(await fields.text()).toMatch(/\d ms/);
      expect(await page.evaluate(misfits)).toEqual([]);
      await page.close();
      await world.tab.bringToFront();
    });

    it('fits the page for many', async () => {
      const { popup } = await openOn('person');
      await popup.close();
      const page = await world.driver.extensionPage(`batch/index.html?tab=${await world.tab.tabId()}`);
      const fields = form(page);
      await fields.waitForField(t('labelTable'));
      expect(await page.evaluate(shownLanguage)).toEqual({ lang: locale, title: t('manyAtOnce') });
      // The headings are those of this language, and so are yes and no.
      const heading = [
        'columnUser',
        'labelType',
        'labelPublicValue',
        'labelSecretValue',
        'labelIsActive',
      ] as const;
      const lines = [
        heading.map((key) => t(key)),
        ['JORG', 'imap', 'x', 'S3cret', t('no')],
        ['Nobody', 'imap', 'x', '', '?'],
      ];
      await fields.fill(t('labelTable'), lines.map((cells) => cells.join('\t')).join('\n'));
      await fields.click(t('check'));
      await fields.waitForStatus(asPattern(`1 ${t('lineReady')} · 1 ${t('lineUnknown')}`));
      await fields.click(t('store'));
      const [, afterTenant = ''] = t('confirmStore').split('$3');
      await fields.waitForText(asPattern(afterTenant.split('$2')[0]?.replace('$1', '1') ?? ''));
      expect(await page.evaluate(misfits)).toEqual([]);
      await fields.click(t('tabWho'));
      await fields.click(t('ask'));
      await fields.waitForStatus(asPattern(t('entriesFound').split('$1')[0] ?? ''));
      expect(await page.evaluate(misfits)).toEqual([]);
      await page.close();
      await world.tab.bringToFront();
    });
  });
});

describe('a British browser', SECOND_TRY, () => {
  beforeAll(() => world.speak('en-GB'));

  it('writes dates as the British do', async () => {
    const { fields } = await world.openOn('person');
    await fields.fill('Type', 'imap');
    await fields.waitForText(/ended 30 Jun 2021/);
  });
});

describe('other languages', SECOND_TRY, () => {
  it.each(OTHERS[BROWSER])('%s gets the texts of %s', async (language, locale) => {
    await world.speak(language);
    const page = await world.driver.extensionPage('options/index.html');
    const t = textsOf(locale);
    await form(page).waitForText(asPattern(t('noSites')));
    expect(await page.evaluate(shownLanguage)).toEqual({
      lang: locale,
      title: `${t('name')} – ${t('settings')}`,
    });
    await page.close();
  });
});

function textsOf(locale: string): (key: TextKey) => string {
  const messages = JSON.parse(readFileSync(`_locales/${locale}/messages.json`, 'utf8'));
  return (key) => messages[key].message;
}

function asPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/** Runs in a document. */
function shownLanguage(): { lang: string; title: string } {
  return { lang: document.documentElement.lang, title: document.title };
}

/** Runs in a document. */
function isInvalid(id: string): boolean {
  return document.getElementById(id)?.getAttribute('aria-invalid') === 'true';
}

/** Runs in a document: what is cut off, reaches out of its place, or lies on its neighbour. */
function misfits(): string[] {
  const found: string[] = [];
  const nameOf = (element: Element) =>
    `${element.localName}${element.className && `.${element.className}`} “${element.textContent.trim().slice(0, 30)}”`;
  const root = document.documentElement;
  const main = document.querySelector('main') as HTMLElement;

  const inFlow = (element: Element) =>
    element.checkVisibility() &&
    !['absolute', 'fixed', 'sticky'].includes(getComputedStyle(element).position);
  const lieOver = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;

  for (const element of [root, main, ...main.querySelectorAll('*')]) {
    if (!element.checkVisibility()) continue;
    // What is folded is clipped, and comes into sight with the focus.
    const folded = element.closest('.unseen');
    if (folded && getComputedStyle(folded).clipPath !== 'none') continue;
    // What shows its whole text on hover may leave some of it out.
    const titled = element.closest<HTMLElement>('[title]');
    if (titled && titled.title === titled.textContent) continue;
    const isField = element.matches('input, select, option, textarea');
    // A wide table scrolls in a box of its own.
    const outer = (element.closest('.scroll table') ?? main).getBoundingClientRect();
    const isWhole =
      [main, root].includes(element as HTMLElement) || getComputedStyle(element).overflowX !== 'visible';
    if (!isField && isWhole && !element.matches('.scroll') && element.scrollWidth > element.clientWidth)
      found.push(`${nameOf(element)} takes ${element.scrollWidth} of ${element.clientWidth} pixels`);
    const box = element.matches('button, label, .button') ? element.getBoundingClientRect() : outer;
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent?.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const isOut = left < box.left - 1 || right > box.right + 1;
        const isBelow = box !== outer && (top < box.top - 1 || bottom > box.bottom + 1);
        if (!isField && (isOut || isBelow)) found.push(`the text of ${nameOf(element)} reaches out of it`);
      }
    }
    const children = [...element.children].filter(inFlow);
    for (const [index, one] of children.entries()) {
      for (const other of children.slice(index + 1)) {
        const others = [...other.getClientRects()];
        if ([...one.getClientRects()].some((rect) => others.some((each) => lieOver(rect, each))))
          found.push(`${nameOf(one)} and ${nameOf(other)} lie over each other`);
      }
    }
  }
  return found;
}
