import { beforeEach, describe, expect, it } from 'vitest';
import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { forgetAll } from '../driver/document.ts';
import type { Surface } from '../driver/driver.ts';
import { type Form, form } from '../driver/form.ts';
import {
  EXPECTED,
  type Fault,
  IN_BROWSERS,
  LOOK_UP,
  type Operation,
  READ,
  REMOVE,
  SAVE,
  SAVE_BY_REST,
  statementOf,
} from '../worker/fault-matrix.ts';
import { EMPLOYEE, forgetSaves, inWorld } from './world.ts';

const STORED = 'imap.fjordlys.example/jorg';

/** Where the form speaks of what was done last, and of what is stored. */
const ACT = ['[role="alert"]', '[role="status"]', '.note'];
const LIST = '[aria-labelledby="stored"]';

/** What a person reads: the sentences, and the server's own words. */
interface Said {
  readonly sentences: string;
  readonly words: string;
}

/** Faults through the real form: what it says is what the matrix says, and what was typed is kept or emptied accordingly. */
describe('faults', () => {
  const world = inWorld();
  // A fault that nothing meets: while there is any, the demo CRM keeps no connection, and browsers silently repeat what
  // was dropped on a kept one, even a POST.
  beforeEach(() => world.crm.fail('GetAssociateList', '404'));

  let tabId = 0;
  let page: Surface | undefined;
  let fields: Form;

  /** The form anew, as a page of its own: its CRM tab has been granted once and goes nowhere. */
  async function openPage(): Promise<Surface> {
    if (page) {
      await forgetSaves(world.driver);
      await page.evaluate(forgetAll);
      await page.close();
    } else {
      await world.tab.goto(world.crm.pages.person);
      tabId = await world.tab.tabId();
      await (await world.open()).popup.close();
    }
    page = await world.driver.extensionPage(`popup/index.html?tab=${tabId}`);
    fields = form(page);
    return page;
  }

  /** The form, empty. */
  async function emptyForm(): Promise<Surface> {
    const opened = page ?? (await openPage());
    await fields.waitForField('Associate');
    await fields.click('Clear');
    const isRead = (list: string) => document.querySelector(`${list}[aria-busy="false"]`) !== null;
    await opened.waitFor(isRead, LIST, 'the list');
    return opened;
  }

  /** What the form says when it is not at it any more. */
  async function outcome(shown: Surface, places: readonly string[]): Promise<Said> {
    let outcome: Said | null = null;
    const look = async () => {
      outcome = await shown.evaluate(said, places);
      return outcome;
    };
    await expect.poll(look, { timeout: 20_000, interval: 20 }).not.toBeNull();
    return outcome as unknown as Said;
  }

  /** Once, but browsers send again what was misdirected. */
  function expectOneRequest(operation: typeof SAVE | typeof REMOVE, fault: Fault): void {
    const requests = world.operations().filter((each) => each === operation).length;
    expect(requests).toBeLessThanOrEqual(fault === '421' ? 2 : 1);
  }

  const tryOut: { readonly [O in Operation]: (fault: Fault, statement: string) => Promise<Said> } = {
    async [SAVE](fault, statement) {
      const typed = { ...world.entry, Comment: 'stays' };
      const shown = await emptyForm();
      await world.fillIn(fields, typed);
      await outcome(shown, [LIST]);
      world.crm.fail(SAVE, fault);
      world.crm.requests.length = 0;
      await fields.click('Save');
      if (fault === 'slow') {
        await fields.waitForStatus(new RegExp(messages.stillWaiting.message));
        await fields.click('Cancel');
      }
      const outcomeOfSave = await outcome(shown, ACT);

      const held = () => world.heldAs(world.entry['Public value']);
      const isSaved = statement.startsWith('saved');
      expectOneRequest(SAVE, fault);
      expect(held()).toHaveLength(isSaved ? 1 : 0);
      if (isSaved) expect(held()).toMatchObject([{ SecretValue: typed['Secret value'], Comment: 'stays' }]);
      for (const [field, value] of Object.entries(typed))
        expect((await fields.field(field)).value).toBe(isSaved && field !== 'Type' ? '' : value);
      if (fault === 'slow') {
        world.crm.fail(SAVE, undefined);
        await expect.poll(held).toHaveLength(1);
      }
      return outcomeOfSave;
    },
    async [REMOVE](fault, statement) {
      const shown = await openPage();
      await fields.waitForText(new RegExp(STORED));
      world.crm.fail(REMOVE, fault);
      world.crm.requests.length = 0;
      await fields.click('Remove', STORED);
      await fields.click('Remove', STORED);
      const outcomeOfRemove = await outcome(shown, ACT);
      expectOneRequest(REMOVE, fault);
      expect(world.heldAs(STORED)).toHaveLength(statement === 'removed' ? 0 : 1);
      return outcomeOfRemove;
    },
    async [READ](fault) {
      world.crm.fail(READ, fault);
      return outcome(await openPage(), [LIST]);
    },
    async [SAVE_BY_REST](fault, statement) {
      world.crm.services = 'none';
      return tryOut[SAVE](fault, statement);
    },
    async [LOOK_UP](fault) {
      world.crm.fail(LOOK_UP, fault);
      const outcomeOfOpening = await outcome(await openPage(), ACT);
      // Somebody can still be chosen by name.
      expect((await fields.field('Associate')).value).toBe('');
      await fields.fill('Associate', 'jorg');
      await fields.waitForText(new RegExp(EMPLOYEE));
      await fields.click(EMPLOYEE);
      expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
      await fields.click('Clear');
      return outcomeOfOpening;
    },
    async currentPrincipal(fault) {
      world.crm.fail('currentPrincipal', fault);
      return outcome(await openPage(), ACT);
    },
    async currentToken(fault) {
      world.crm.fail('currentToken', fault);
      await openPage();
      await fields.waitForField('Associate');
      expect((await fields.field('Associate')).value).toBe(EMPLOYEE);
      await fields.fill('Type', 'imap');
      await fields.waitForText(/Mailbox/);
      const list = world.crm.requests.find((request) => request.operation === READ);
      expect(list?.path).toContain('/api/v1/Agents/User/');
      return { sentences: '', words: '' };
    },
  };

  it.each(IN_BROWSERS)('%s %s', async (operation, fault) => {
    const statement = EXPECTED[operation][fault];
    const { sentences, words } = await tryOut[operation](fault, statement);
    const substitutions =
      operation === REMOVE ? [STORED] : [world.entry.Type, world.entry['Public value'], EMPLOYEE];
    expect(sentences).toBe(statementOf(statement, ...substitutions));
    const exception = /^exception:(\w+)$/.exec(fault)?.[1];
    if (exception) expect(words).toContain(exception);
    if (fault === 'fault-500') expect(words).toBe('The server could not process the request.');
  });
});

/** Runs in the document: the first of the places that says something, unless that is no more than that it is at it. */
function said(places: readonly string[]): Said | null {
  const parts = places.map((place) => document.querySelector(place));
  const part = parts.find((candidate) => candidate?.textContent.trim());
  if (!part || document.querySelector('.waiting') || part.getAttribute('aria-busy') === 'true') return null;
  // Above a list stands of what type it is.
  const paragraph = part.querySelector('p:not(.above p)') ?? part;
  return { sentences: paragraph.textContent.trim(), words: part.querySelector('q')?.textContent ?? '' };
}
