import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Opened, Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import type { Later } from '../src/ui/later.ts';
import { text } from '../src/ui/text.ts';
import { keptDrafts } from './draft.ts';
import { whenBlocked, whenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';
import { type Event, reduce } from './state.ts';
import { onStorageFailed } from './storage.ts';

/**
 * The state of the page, from its opening on.
 * @param opening asked before anything was drawn, as people wait for the answer
 */
export function useOpening(form: ThisForm, opening: Promise<Output<'open'>>) {
  const { id, tab } = form;
  const [state, reduceNow] = useReducer(reduce, { kind: 'opening' });
  /** Whom the form is for. The worker tells it at the opening, and gets it whenever the form opens again. */
  const purpose = useRef(form.purpose);
  const [storageFailed, setStorageFailed] = useState(false);
  if (state.kind === 'form') purpose.current = state.opened.purpose;
  useEffect(() => onStorageFailed(() => setStorageFailed(true)), []);

  const dispatch = (event: Event) => {
    const part = partOf(event);
    if (part) void part().then(() => reduceNow(event));
    else reduceNow(event);
  };
  const show = async (asked: Promise<Output<'open'>>) => {
    const drafts = keptDrafts(form);
    const result = await asked;
    if (!result.ok) {
      // A click on the icon gives access to the tab. Where there is none even then, the page is one of the browser's own.
      const isClosed = result.failure.kind === 'noAccess' && !tab.named;
      return dispatch({ kind: 'blocked', failure: isClosed ? { kind: 'notSuperOffice' } : result.failure });
    }
    document.title = result.value.preset.windowTitle || text('name');
    const draftOf = await drafts;
    const opened = beginningWith(draftOf.lastType(result.value.tenant), result.value);
    dispatch({ kind: 'opened', opened, kept: draftOf(opened), today: new Date() });
  };
  const open = () => {
    dispatch({ kind: 'opening' });
    const { isPrivate } = tab;
    return show(
      ask('open', { tabId: tab.id, id, form: id, address: '', purpose: purpose.current, isPrivate }),
    );
  };
  useLayoutEffect(() => void show(opening), []);
  return { state, storageFailed, dispatch, open };
}

/** The form begins with the type of the settings, or else with the last one, unless a policy no longer allows that. */
function beginningWith(lastType: string, opened: Opened): Opened {
  const { preset } = opened;
  const isAllowed = preset.types.length === 0 || preset.types.includes(lastType);
  return preset.type || !isAllowed ? opened : { ...opened, preset: { ...preset, type: lastType } };
}

/** The part that an event needs to be drawn whole: then nothing moves afterwards, and the focus finds its button. */
function partOf(event: Event): Later<unknown> | undefined {
  if (event.kind === 'blocked') return whenBlocked;
  const isNeeded =
    event.kind === 'opened' && (event.kept || event.opened.blocker || event.opened.about.kind === 'failed');
  return isNeeded ? whenOpen : undefined;
}
