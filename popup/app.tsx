import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import browser from '../src/browser.ts';
import type { Output } from '../src/messages.ts';
import { ask, currentTabId } from '../src/ui/ask.ts';
import { hasWindows, openSettings, pageFor } from '../src/ui/navigate.ts';
import { text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import { keptDrafts } from './draft.ts';
import { CredentialForm } from './form.tsx';
import { lazy } from './lazy.tsx';
import { FailureNotice, loadNotice } from './notice.tsx';
import type { ThisForm } from './opening.ts';
import { type Event, reduce } from './state.ts';
import { onStorageFailed } from './storage.ts';

const [FirstContact, loadFirstContact] = lazy(async () => (await import('./first-contact.tsx')).FirstContact);

interface Props {
  readonly form: ThisForm;
  /** Asked before anything was drawn: the answer is what people wait for. */
  readonly opening: Promise<Output<'open'>>;
}

/** The page: whose session it is, then the form, or why there is none. */
export function App({ form, opening }: Props) {
  const { tab } = form;
  const [state, reduceNow] = useReducer(reduce, { kind: 'opening' });
  /** What is said of a failure is there with the failure: the focus goes to its next step. */
  const dispatch = (event: Event) => {
    if (isFailure(event)) void loadParts(event).then(() => reduceNow(event));
    else reduceNow(event);
  };
  const [help, showHelp] = useState(false);
  const notice = useRef<HTMLDivElement>(null);
  /** What the form is for: known once it has opened, and said again each time. */
  const purpose = useRef(form.purpose);
  const [storageFailed, setStorageFailed] = useState(false);
  useEffect(() => onStorageFailed(() => setStorageFailed(true)), []);

  const show = async (asked: Promise<Output<'open'>>) => {
    const drafts = keptDrafts(form);
    const result = await asked;
    if (!result.ok) {
      // The icon was clicked on this very tab: a page that stays closed to extensions after that is one of the browser's own.
      const closed = result.failure.kind === 'noAccess' && !tab.named;
      return dispatch({ kind: 'blocked', failure: closed ? { kind: 'notSuperOffice' } : result.failure });
    }
    purpose.current = result.value.purpose;
    document.title = result.value.preset.windowTitle || text('name');
    const keptFor = await drafts;
    dispatch({ kind: 'opened', opened: result.value, kept: keptFor(result.value), today: new Date() });
  };
  const open = () => {
    dispatch({ kind: 'opening' });
    const { id } = form;
    return show(
      ask('open', {
        tabId: tab.id,
        id,
        form: id,
        address: '',
        purpose: purpose.current,
        isPrivate: tab.isPrivate,
      }),
    );
  };
  useLayoutEffect(() => void show(opening), []);
  // The one thing to do there.
  useLayoutEffect(() => notice.current?.querySelector('button')?.focus(), [state]);

  return (
    <main
      // Firefox does not scroll to the focused element when Tab wraps around.
      onFocusIn={({ target }) => {
        if (target instanceof Element && target.matches(':focus-visible:not(.acts *)'))
          target.scrollIntoView({ block: 'nearest' });
      }}
    >
      <header>
        <img src="../icons/32.png" alt="" width="28" height="28" />
        <div>
          <h1>{text('name')}</h1>
          {state.kind === 'form' && (
            <p class="who">
              <strong>{state.opened.tenant}</strong>
              {!state.opened.tenant.includes(state.opened.host) && <span> · {state.opened.host}</span>}
              <br />
              {text('signedInAs', state.opened.user.fullName)}
              {tab.named && tab.title && (
                <>
                  <br />
                  {text('boundTo', tab.title)}
                </>
              )}
            </p>
          )}
        </div>
        {state.kind === 'form' && (
          <div class="tools">
            <button
              type="button"
              class="tool"
              aria-pressed={help}
              aria-label={text('help')}
              title={text('help')}
              onClick={() => showHelp(!help)}
            >
              ?
            </button>
            <button
              type="button"
              class="tool"
              aria-label={text('settings')}
              title={text('settings')}
              onClick={() => openSettings(currentTabId(tab.id))}
            >
              ⚙
            </button>
            {!tab.named && hasWindows && (
              <button
                type="button"
                class="tool"
                aria-label={text('openWindow')}
                title={text('openWindow')}
                onClick={() => openWindow(form, purpose.current)}
              >
                ↗
              </button>
            )}
          </div>
        )}
      </header>
      {state.kind !== 'form' && (
        <>
          <p role="status" class="opening">
            {state.kind === 'opening' && (
              <Waiting what={text('opening')} onCancel={() => ask('cancel', { id: form.id })} />
            )}
          </p>
          <div ref={notice} role="alert" class="notice">
            {state.kind === 'blocked' && (
              <FailureNotice
                failure={state.failure}
                tabId={tab.id}
                steps={{ startOver: open, tryAgain: open }}
              />
            )}
          </div>
        </>
      )}
      {state.kind === 'blocked' && state.failure.kind === 'notSuperOffice' && <FirstContact tabId={tab.id} />}
      {(storageFailed || (state.kind === 'form' && !state.opened.settingsRead)) && (
        <p class="note" role="note">
          {text('storageFailed')}
        </p>
      )}
      {state.kind === 'form' && (
        <CredentialForm form={form} state={state} help={help} dispatch={dispatch} startOver={open} />
      )}
    </main>
  );
}

/** True where something went wrong that a notice tells of. */
function isFailure(event: Event): boolean {
  return event.kind === 'blocked' || ('result' in event && !event.result.ok);
}

/** What is drawn with it. */
async function loadParts({ kind }: Event): Promise<void> {
  await Promise.all([loadNotice(), kind === 'blocked' && loadFirstContact()]);
}

/** The same form in a window of its own, which stays while the person copies from elsewhere. */
async function openWindow({ id, tab }: ThisForm, purpose: string): Promise<void> {
  // Of a private window nothing is to stay in a history. There the form is about the clicked link, or the page, as before.
  const about = tab.isPrivate ? '' : purpose;
  const url = pageFor(tab.id, { form: id, ...(about && { about }) });
  await browser.windows.create({ url, type: 'popup', width: 440, height: 720 });
  close();
}
