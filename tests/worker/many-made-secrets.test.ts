import './many-channel.ts';
import { describe, expect, it, vi } from 'vitest';
import { check } from '../../batch/check-actions.ts';
import { wordOf } from '../../batch/line-words.ts';
import { countMade } from '../../batch/made-secrets.ts';
import { added } from '../../batch/removed-lines.ts';
import { store, tryOne, undo } from '../../batch/run-actions.ts';
import { storeActions } from '../../batch/store-actions.ts';
import { retryable, storable, triable } from '../../batch/store-lines.ts';
import type { CheckedLine } from '../../src/check-lines.ts';
import { until } from './clock.ts';
import { checkedPage, isChecked, passTime, storeAndStop, world } from './many-page.ts';
import { SAVE } from './world.ts';

/** Does something that saves files, which come one by one. */
async function withFiles(act: (files: readonly Blob[]) => Promise<void>): Promise<void> {
  const files: Blob[] = [];
  const created = vi.spyOn(URL, 'createObjectURL');
  created.mockImplementation((file) => `blob:${files.push(file as Blob)}`);
  Object.assign(globalThis, { document: { createElement: () => ({ click: () => {} }) } });
  try {
    await act(files);
  } finally {
    created.mockRestore();
    Reflect.deleteProperty(globalThis, 'document');
  }
}

describe('a line', () => {
  const MADE = 'User\tType\tPublic value\tSecret value\nSANNE\timap\tmade/1\t\nNobody\timap\tmade/2\t';

  /** A page whose first line has a made secret; the second has mistakes. */
  const madePage = async (files: readonly Blob[], table = MADE) => {
    const context = await checkedPage();
    const actions = storeActions(context);
    actions.giveText(table);
    await check(context, true);
    actions.makeSecrets();
    await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
    const saved = async () => {
      const { length } = files;
      actions.saveSecrets();
      return (files[length] as Blob).text();
    };
    return { context, actions, saved };
  };

  it('keeps a secret that was made for it for as long as it is for the same entry', () =>
    withFiles(async (files) => {
      const context = await checkedPage();
      const actions = storeActions(context);
      actions.giveText('User\tType\tPublic value\tSecret value\nJORG\timap\tmade/1\nSANNE\timap\tmade/2');
      await check(context, true);
      const made = async (count: number) => {
        actions.makeSecrets();
        await until(() => files.length === count && context.now().phase.kind === 'checked', 'a file');
        return [...(context.now().table?.secrets.values() ?? [])];
      };
      const [first, second] = await made(1);
      context.dispatch({ kind: 'edited', line: 2, changes: { User: 'KARE' } });
      context.dispatch({ kind: 'edited', line: 3, changes: { Comment: 'the same entry' } });
      await check(context, false);
      expect(context.now().lines.map(({ state }) => state)).toEqual(['wrong', 'ready']);
      const [another, same] = await made(2);
      expect(same).toBe(second);
      expect(another).not.toBe(first);
      // And back: what was handed out first holds for neither.
      context.dispatch({ kind: 'edited', line: 3, changes: { Type: 'smtp' } });
      await check(context, false);
      expect(context.now().lines[1]?.state).toBe('wrong');
      context.dispatch({ kind: 'edited', line: 3, changes: { Type: 'imap' } });
      await check(context, false);
      expect(context.now().table?.secrets.get(3)).toBe(second);
      const told = await (files[1] as Blob).text();
      expect(told).toContain(another);
      expect(told).toContain('KARE');
      expect(told).not.toContain(first);
      // It is not stored yet: one file holds all that nobody else knows.
      expect(told).toContain(second);
      actions.saveSecrets();
      expect(await (files[2] as Blob).text()).toBe(told);
    }));

  it('that is stored with a made secret keeps it, whatever the table says by now', () =>
    withFiles(async (files) => {
      const context = await checkedPage();
      const actions = storeActions(context);
      actions.giveText('User\tType\tSecret value\nSANNE\timap\t\nNobody\timap\t');
      actions.setDefaults({ PublicValue: 'made/1' });
      await check(context, true);
      actions.makeSecrets();
      await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
      await store(context, storable(context.now()), 'store');
      const [first] = world.held('made/1');
      // For all lines another name is wanted by now.
      actions.setDefaults({ PublicValue: 'made/2' });
      await check(context, true);
      actions.saveSecrets();
      expect(await (files[1] as Blob).text()).toContain(`made/1;${first?.SecretValue}`);
      actions.makeSecrets();
      await until(() => files.length === 3, 'another file');
      const told = await (files[2] as Blob).text();
      expect(told).toContain(`made/1;${first?.SecretValue}`);
      expect(told).toContain('made/2;');
      expect(countMade(context.now())).toBe(2);
      // What is removed again is of no use to anybody.
      await undo(context, added(context.now()));
      expect(countMade(context.now())).toBe(1);
    }));

  it('that was tried and removed again keeps its made secret for the next time', () =>
    withFiles(async (files) => {
      const { context, saved } = await madePage(files);
      await tryOne(context, triable(context.now()));
      const [tried] = world.held('made/1');
      await undo(context, added(context.now()));
      await check(context, true);
      await store(context, storable(context.now()), 'store');
      expect(world.held('made/1')).toMatchObject([{ SecretValue: tried?.SecretValue }]);
      expect(await saved()).toContain(`made/1;${tried?.SecretValue}`);
      await check(context, true);
      const words = context.now().lines.map((line) => wordOf(line, context.now()));
      expect(words).toEqual(['lineRemoved', 'lineStored', 'lineSkipped']);
    }));

  it('that is stored once more with a secret that was typed is not in the file of made ones', () =>
    withFiles(async (files) => {
      const { context, actions, saved } = await madePage(files);
      await tryOne(context, triable(context.now()));
      actions.setDefaults({ Comment: 'for all' });
      await check(context, true);
      // Another line is mended meanwhile: this one stays as it is.
      await isChecked(context, () => actions.leaveOut(3, true));
      expect(storable(context.now())).toMatchObject([{ state: 'replaces' }]);
      await isChecked(context, () => actions.change(2, { SecretValue: 'typed' }));
      await store(context, storable(context.now()), 'try');
      expect(world.held('made/1')).toMatchObject([{ SecretValue: 'typed' }]);
      expect(countMade(context.now())).toBe(0);
      expect(await saved()).not.toContain('made/1');
    }));

  it('whose end nobody knows keeps its made secret, whatever column is said to hold secrets by now', () =>
    withFiles(async (files) => {
      const table = 'User\tType\tPublic value\tOther\nSANNE\timap\tmade/1\tcolumn';
      const { context, actions } = await madePage(files, table);
      passTime();
      world.crm.fail(SAVE, 'drop-before');
      await storeAndStop(context, storable(context.now())[0] as CheckedLine);
      world.crm.fail(SAVE, undefined);
      actions.place(3, 'SecretValue');
      await check(context, true);
      await store(context, retryable(context.now()), 'store');
      const [entry] = world.held('made/1');
      expect([...context.now().madeSecrets.values()].map(({ secret }) => secret)).toEqual([
        entry?.SecretValue,
      ]);
      expect(countMade(context.now())).toBe(1);
    }));

  it('is no more than one entry to a made secret', () =>
    withFiles(async (files) => {
      const context = await checkedPage();
      const actions = storeActions(context);
      actions.giveText('User\tType\tPublic value\tSecret value\nJORG\timap\tmade/1\nJORG\timap\tmade/1');
      await check(context, true);
      actions.makeSecrets();
      await until(() => context.now().note === 'secretsMade', 'the secrets to be told');
      expect(new Set(context.now().table?.secrets.values()).size).toBe(1);
      const told = await (files[0] as Blob).text();
      expect(told.trim().split('\r\n')).toHaveLength(2);
      // Whichever of the two is stored in the end.
      actions.leaveOut(3, true);
      await until(() => context.now().phase.kind === 'checked', 'the check');
      actions.saveSecrets();
      expect(await (files[1] as Blob).text()).toBe(told);
    }));
});
