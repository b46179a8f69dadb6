import { describe, expect, it } from 'vitest';
import type { Surface } from '../driver/driver.ts';
import { form } from '../driver/form.ts';
import { BROWSER, inWorld } from './world.ts';

/** The form does not move under the hand: whatever comes later has its place from the beginning. */
describe('the form stays where it is', () => {
  const world = inWorld();

  /** The popup while the server has yet to say who is signed in, and from then on. */
  async function openSlowly(): Promise<Surface> {
    await world.tab.goto(world.crm.pages.person);
    world.crm.delayMilliseconds = 400;
    return (await world.open()).popup;
  }

  it('has its final size before it knows whose it is', async () => {
    const popup = await openSlowly();
    const fields = form(popup);
    const before = await popup.evaluate(sizeOfPopup, undefined);
    expect(await fields.text()).not.toContain('Public value');
    await fields.waitForText(/imap\.fjordlys[\s\S]*smtp\.fjordlys/);
    expect(await popup.evaluate(sizeOfPopup, undefined)).toEqual(before);
  });

  it('while lists come, a Save runs, and its outcome is told', async () => {
    const popup = await openSlowly();
    const fields = form(popup);
    await fields.waitForField('Associate');
    await fields.click('Clear');
    const before = await popup.evaluate(places, undefined);
    if (BROWSER === 'chromium') await popup.evaluate(watchShifts, undefined);
    await fields.fill('Type', 'imap');
    await fields.waitForText(/imap\.fjordlys[\s\S]*smtp\.fjordlys/);
    expect(await popup.evaluate(places, undefined)).toEqual(before);
    await world.fillIn(fields, world.entry);
    await fields.press('Enter');
    await fields.waitForStatus(/Saving/);
    expect(await popup.evaluate(places, undefined)).toEqual(before);
    await fields.waitForStatus(/^Saved/);
    world.crm.delayMilliseconds = 0;
    await fields.waitForText(new RegExp(`Stored[\\s\\S]*${world.entry['Public value']}`));
    expect(await popup.evaluate(places, undefined)).toEqual(before);
    if (BROWSER === 'chromium') expect(await popup.evaluate(shiftsSoFar, undefined)).toEqual([]);
  });

  it('where an entry is edited, or switched off', async () => {
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/imap\.fjordlys[\s\S]*smtp\.fjordlys/);
    const { Save: before } = await popup.evaluate(places, undefined);
    await fields.click('Edit', 'imap.alt.example/jorg.mt');
    await fields.waitForText(/Editing “imap/);
    expect((await popup.evaluate(places, undefined)).Save).toEqual(before);
  });

  it('has a header of whole lines, however long the names are', async () => {
    const name = 'Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh the Younger of Llanfairpwllgwyngyll';
    const user = world.crm.tenants.Cust12345.associates.find(({ Name }) => Name === 'ASE');
    if (!user) throw new Error('Nobody is called ASE');
    user.FullName = name;
    await world.signIn('ASE');
    const { popup, fields } = await world.openOn('person');
    await fields.waitForText(/Llanfairpwllgwyngyll/);
    expect(await popup.evaluate(linesOfHeader, undefined)).toEqual([1, 1]);
  });
});

/** Runs in the document. */
function sizeOfPopup() {
  return { width: innerWidth, height: innerHeight, content: document.body.clientWidth };
}

/** Runs in the document: where what a hand goes to is, in the page; of the buttons below, in the window. */
function places(): Record<string, { left: number; top: number; width: number }> {
  const parts = [...document.querySelectorAll<HTMLElement>('form > .field input, .actions > button')];
  return Object.fromEntries(
    parts.map((part) => {
      const { left, top, width } = part.getBoundingClientRect();
      const isField = part.matches('input');
      const name = isField ? part.id : part.matches('[type="submit"]') ? 'Save' : 'Clear';
      return [name, { left, top: Math.round(isField ? top + scrollY : top), width: isField ? width : 0 }];
    }),
  );
}

interface Shift {
  readonly value: number;
  readonly sources: readonly { readonly node: Node | null }[];
}

/** Runs in the document. A list that gains a row is no part of the form that moves. */
function watchShifts(): void {
  const shifts: string[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
      const moved = sources.filter(({ node }) => !node?.parentElement?.closest('.rows'));
      if (moved.length > 0) shifts.push(`${value}: ${moved.map(({ node }) => node?.textContent).join(', ')}`);
    }
  }).observe({ type: 'layout-shift' });
}

/** Runs in the document. */
function shiftsSoFar(): readonly string[] {
  return (globalThis as unknown as { shifts: readonly string[] }).shifts;
}

/** Runs in the document: on how many lines each line of the header stands. */
function linesOfHeader(): number[] {
  return [...document.querySelectorAll('header .cut')].map((line) => {
    const lineHeight = Number.parseFloat(getComputedStyle(line).lineHeight);
    return Math.round(line.getBoundingClientRect().height / lineHeight);
  });
}
