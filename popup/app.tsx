import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import browser from '../src/browser.ts';
import { pageFor } from '../src/pages.ts';
import { text } from '../src/texts.ts';
import { ask, type CrmTab } from './ask.ts';
import { keptDraft } from './draft.ts';
import { FailureNotice, openSettings } from './failure-notice.tsx';
import { CredentialForm } from './form.tsx';
import { reduce } from './state.ts';
import { Waiting } from './waiting.tsx';

interface Props {
  readonly tab: CrmTab;
}

/** The page: whose session it is, then the form, or why there is none. */
export function App({ tab }: Props) {
  const [state, dispatch] = useReducer(reduce, { kind: 'opening' });
  const [help, showHelp] = useState(false);

  const open = async () => {
    dispatch({ kind: 'opening' });
    const result = await ask('open', { tabId: tab.id });
    if (!result.ok) {
      // The icon was clicked on this very tab: a page that stays closed to extensions after that is one of the browser's own.
      const closed = result.failure.kind === 'noAccess' && !tab.named;
      return dispatch({ kind: 'blocked', failure: closed ? { kind: 'notSuperOffice' } : result.failure });
    }
    const kept = await keptDraft(tab.id, result.value);
    dispatch({ kind: 'opened', opened: result.value, kept, today: new Date() });
  };
  // Not after the first frame, as an effect would: the worker takes its time to wake.
  useLayoutEffect(() => void open(), []);

  return (
    <main>
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
      {state.kind === 'opening' && (
        <p role="status" class="opening">
          <Waiting tabId={tab.id} what={text('opening')} />
        </p>
      )}
      {state.kind === 'blocked' && (
        <div role="alert" class="notice">
          <FailureNotice failure={state.failure} tabId={tab.id} steps={{ startOver: open, tryAgain: open }} />
        </div>
      )}
      {state.kind === 'form' && (
        <CredentialForm tabId={tab.id} state={state} help={help} dispatch={dispatch} startOver={open} />
      )}
    </main>
  );
}

/** The same form in a window of its own, which stays while the person copies from elsewhere. */
async function openWindow(tabId: number): Promise<void> {
  await browser.windows.create({ url: pageFor(tabId), type: 'popup', width: 440, height: 720 });
  close();
}
