import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import { OutcomeBar } from './outcome.tsx';
import type { Page } from './page.ts';
import { isBusy, storable, unfinished } from './store-lines.ts';
import * as storeOutcome from './store-outcome.ts';
import { StorePanel } from './store-panel.tsx';
import type { StoreState } from './store-state.ts';
import { Tabs } from './tabs.tsx';
import { useStore } from './use-store.ts';
import { useWho } from './use-who.ts';
import { userSource } from './users.ts';
import * as whoOutcome from './who-outcome.ts';
import { WhoPanel } from './who-panel.tsx';
import { isBusy as isWhoBusy } from './who-state.ts';

interface Props {
  readonly page: Page;
}

/** The two tabs, and what is said of the one in front. */
export function Main({ page }: Props) {
  const mayWrite = page.opened.preset.manyAtOnce === 'full';
  const [chosen, choose] = useState<'who' | 'store'>(mayWrite ? 'store' : 'who');
  const users = useMemo(() => userSource(page), [page]);
  const store = useStore(page, users, (changed) => who.actions.outdate(changed));
  const who = useWho(page, users, (changed) => store.actions.outdate(changed));
  const isLocked = isBusy(store.state);
  useWarning(store.state, isWhoBusy(who.state));
  useTables((given) => {
    choose('store');
    if (!mayWrite) return;
    if (isLocked) return store.actions.refuse();
    if (typeof given === 'string') store.actions.giveText(given);
    else void store.actions.giveFile(given);
  });

  const front = chosen === 'store' ? store : who;
  const goOn = () => {
    front.state.running?.run.resume();
    front.actions.tick();
  };
  const begin = () => (chosen === 'store' ? store.actions.check() : who.actions.ask());
  const isPaused = front.state.running !== null;
  const allowUnencrypted = async () => {
    const allowed = await ask('allowUnencrypted', { tabId: page.tab.id });
    if (allowed.ok) (isPaused ? goOn : begin)();
  };
  // A paused run has a button of its own. Before the page reloads, the browser asks where something would be lost.
  const steps = {
    tryAgain: isPaused ? undefined : begin,
    startOver: () => location.reload(),
    allowUnencrypted,
  };
  const outcome =
    chosen === 'store'
      ? { said: storeOutcome.saidOf(store.state), failure: storeOutcome.failureOf(store.state), steps }
      : { said: whoOutcome.saidOf(who.state), failure: whoOutcome.failureOf(who.state), steps };
  const panels = [
    {
      name: 'who' as const,
      label: text('tabWho'),
      panel: (
        <WhoPanel
          page={page}
          state={who.state}
          actions={who.actions}
          onRenew={(cells) => {
            choose('store');
            if (isLocked) store.actions.refuse();
            else store.actions.renew(cells);
          }}
        />
      ),
    },
    {
      name: 'store' as const,
      label: text('tabStore'),
      panel: mayWrite ? (
        <StorePanel
          page={page}
          state={store.state}
          actions={store.actions}
          onTemplate={who.actions.saveTemplate}
        />
      ) : (
        <p class="note">{text('readOnlyPage')}</p>
      ),
    },
  ];
  return (
    <>
      <Tabs tabs={panels} chosen={chosen} onChoose={choose} />
      <OutcomeBar page={page} outcome={outcome} />
    </>
  );
}

/** Has the browser ask before the page closes, where something runs, is still to be stored, or was typed or made here. */
function useWarning(state: StoreState, isOtherBusy: boolean): void {
  const { running, rows, edits, madeSecrets, editing } = state;
  const isOpen =
    running !== null ||
    isOtherBusy ||
    editing !== null ||
    edits.size + (rows.length && madeSecrets.size) + storable(state).length + unfinished(state).length > 0;
  useLayoutEffect(() => {
    if (!isOpen) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isOpen]);
}

/** Takes a text that is pasted outside a field for a table, and so a file that is dropped anywhere. */
function useTables(onTable: (given: string | File) => unknown): void {
  // It listens as soon as the page is drawn: what is pasted right after a run is not lost.
  useLayoutEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const { target } = event;
      if (target instanceof Element && target.matches('input, textarea, select')) return;
      const given = event.clipboardData?.getData('text/plain') ?? '';
      if (given !== '') onTable(given);
    };
    const drop = (event: DragEvent) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      // Otherwise the browser would leave the page to show the file.
      event.preventDefault();
      onTable(file);
    };
    const over = (event: DragEvent) => event.preventDefault();
    const listeners = { paste, drop, dragover: over };
    for (const [name, listen] of Object.entries(listeners))
      document.addEventListener(name, listen as EventListener);
    return () => {
      for (const [name, listen] of Object.entries(listeners))
        document.removeEventListener(name, listen as EventListener);
    };
  });
}
