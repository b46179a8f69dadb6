import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Output } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import { CredentialForm } from './form.tsx';
import { Header } from './header.tsx';
import { whenBlocked } from './later.ts';
import type { ThisForm } from './opening.ts';
import { useOpening } from './use-opening.ts';

interface Props {
  readonly form: ThisForm;
  /** Asked before anything was drawn, as people wait for the answer. */
  readonly opening: Promise<Output<'open'>>;
}

/** The page: whose session it is, then the form, or why there is none. */
export function App({ form, opening }: Props) {
  const { state, storageFailed, dispatch, open } = useOpening(form, opening);
  const [help, showHelp] = useState(false);
  const notice = useRef<HTMLDivElement>(null);
  // The button is the one thing to do there.
  useLayoutEffect(() => notice.current?.querySelector('button')?.focus(), [state]);

  const { tab } = form;
  const opened = state.kind === 'form' ? state.opened : undefined;
  const failure = state.kind === 'blocked' ? state.failure : undefined;
  // This part is loaded before a failure is shown.
  const blocked = whenBlocked.loaded;
  return (
    <main
      // Without this, Tab would stop here: in Firefox at each part that scrolls, in Chromium where it holds no other stop.
      tabIndex={-1}
      // Firefox does not scroll to the focused element when Tab wraps around.
      onFocusIn={({ target }) => {
        if (target instanceof Element && target.matches(':focus-visible:not(.actions *)'))
          target.scrollIntoView({ block: 'nearest' });
      }}
    >
      <Header form={form} opened={opened} help={help} onHelp={() => showHelp(!help)} />
      {!opened && (
        <>
          <p role="status" class="opening">
            {!failure && <Waiting what={text('opening')} onCancel={() => ask('cancel', { id: form.id })} />}
          </p>
          <div ref={notice} role="alert" class="notice">
            {blocked && failure && (
              <blocked.FailureNotice
                failure={failure}
                tabId={tab.id}
                steps={{ startOver: open, tryAgain: open }}
              />
            )}
          </div>
        </>
      )}
      {blocked && failure?.kind === 'notSuperOffice' && <blocked.Introduction tabId={tab.id} />}
      {(storageFailed || opened?.settingsRead === false) && (
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
