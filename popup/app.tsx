import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import browser from '../src/browser.ts';
import type { Output } from '../src/messages.ts';
import { pageFor } from '../src/pages.ts';
import { text } from '../src/texts.ts';
import { ask, type CrmTab } from './ask.ts';
import { keptDrafts } from './draft.ts';
import { FailureNotice, openSettings } from './failure-notice.tsx';
import { FirstContact } from './first-contact.tsx';
import { CredentialForm } from './form.tsx';
import { reduce } from './state.ts';
import { Waiting } from './waiting.tsx';

interface Props {
  readonly tab: CrmTab;
  /** Asked before anything was drawn: the answer is what people wait for. */
  readonly opening: Promise<Output<'open'>>;
}

/** The page: whose session it is, then the form, or why there is none. */
export function App({ tab, opening }: Props) {
  const [state, dispatch] = useReducer(reduce, { kind: 'opening' });
  const [help, showHelp] = useState(false);
  const notice = useRef<HTMLDivElement>(null);

  const show = async (asked: Promise<Output<'open'>>) => {
    const drafts = keptDrafts(tab);
    const result = await asked;
    if (!result.ok) {
      // The icon was clicked on this very tab: a page that stays closed to extensions after that is one of the browser's own.
      const closed = result.failure.kind === 'noAccess' && !tab.named;
      return dispatch({ kind: 'blocked', failure: closed ? { kind: 'notSuperOffice' } : result.failure });
    }
    document.title = result.value.preset.windowTitle || text('name');
    const keptFor = await drafts;
    dispatch({ kind: 'opened', opened: result.value, kept: keptFor(result.value), today: new Date() });
  };
  const open = () => {
    dispatch({ kind: 'opening' });
    return show(ask('open', { tabId: tab.id, address: '', again: true }));
  };
  useLayoutEffect(() => void show(opening), []);
  // The one thing to do there.
  useLayoutEffect(() => notice.current?.querySelector('button')?.focus(), [state]);

  return (
    <main
      // Firefox does not, where Tab goes on from the last to the first.
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
              onClick={() => openSettings(tab.id)}
            >
              ⚙
            </button>
            {!tab.named && (
              <button
                type="button"
                class="tool"
                aria-label={text('openWindow')}
                title={text('openWindow')}
                onClick={() => openWindow(tab.id)}
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
            {state.kind === 'opening' && <Waiting tabId={tab.id} what={text('opening')} />}
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
      {state.kind === 'form' && (
        <CredentialForm tab={tab} state={state} help={help} dispatch={dispatch} startOver={open} />
      )}
    </main>
  );
}

/** The same form in a window of its own, which stays while the person copies from elsewhere. */
async function openWindow(tabId: number): Promise<void> {
  await browser.windows.create({ url: pageFor(tabId), type: 'popup', width: 440, height: 720 });
  close();
}
