import { useEffect, useState } from 'preact/hooks';
import { readAddress } from '../src/addresses.ts';
import type { Failure } from '../src/failures.ts';
import { purposeOf } from '../src/purpose.ts';
import { ask } from '../src/ui/ask.ts';
import { type CrmTab, crmTab } from '../src/ui/crm-tab.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import { Main } from './main-part.tsx';
import { type Page, pageOf } from './page.ts';

type State =
  | { readonly kind: 'opening' }
  | { readonly kind: 'blocked'; readonly failure: Failure }
  | { readonly kind: 'open'; readonly page: Page };

interface Props {
  readonly form: string;
  readonly tab: CrmTab;
}

/** The page: whose session it is, then its tabs, or why there are none. */
export function App({ form, tab: first }: Props) {
  const [state, setState] = useState<State>({ kind: 'opening' });
  const open = async (tab: CrmTab) => {
    setState({ kind: 'opening' });
    const { address, isPrivate } = tab;
    const base = readAddress(address)?.base;
    // The page is about nobody: a link that was clicked is for the form that it opened.
    const purpose = base === undefined ? '' : purposeOf({ kind: 'nobody' }, base);
    const opened = await ask('open', { tabId: tab.id, id: form, form, address, purpose, isPrivate });
    if (!opened.ok) return setState({ kind: 'blocked', failure: opened.failure });
    if (opened.value.preset.manyAtOnce === 'off')
      return setState({ kind: 'blocked', failure: { kind: 'batchOff' } });
    document.title = [opened.value.preset.windowTitle, text('manyAtOnce')].filter(Boolean).join(' – ');
    setState({ kind: 'open', page: pageOf(form, tab, opened.value) });
  };
  useEffect(() => void open(first), []);
  const openAgain = async () => open(await crmTab());

  return (
    <main>
      <header>
        <img src="../icons/32.png" alt="" width="28" height="28" />
        <div>
          <h1>{text('manyAtOnce')}</h1>
          {state.kind === 'open' && <Whose page={state.page} />}
        </div>
      </header>
      {state.kind === 'open' ? (
        <Main page={state.page} />
      ) : (
        <>
          <p role="status" class="opening">
            {state.kind === 'opening' && (
              <Waiting what={text('opening')} onCancel={() => ask('cancel', { id: form })} />
            )}
          </p>
          <div role="alert" class="notice">
            {state.kind === 'blocked' && (
              <FailureNotice
                failure={state.failure}
                tabId={first.id}
                steps={{ startOver: openAgain, tryAgain: openAgain }}
              />
            )}
          </div>
        </>
      )}
    </main>
  );
}

/** The tenant, who is signed in, and whether that is somebody who may store for others. */
function Whose({ page: { opened, tab } }: { readonly page: Page }) {
  const { tenant, host, user, managesUsers } = opened;
  return (
    <p class="who">
      <strong>{tenant}</strong>
      {!tenant.includes(host) && <span> · {host}</span>}
      {tab.title && <span> · {text('boundTo', tab.title)}</span>}
      <br />
      {text('signedInAs', user.fullName)} · {text(managesUsers ? 'mayStoreForAll' : 'warningRights')}
    </p>
  );
}
