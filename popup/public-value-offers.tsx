import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import type { Target } from '../src/messages.ts';
import { text } from '../src/ui/text.ts';
import type { Context } from './action-context.ts';
import { findExample } from './examples.ts';
import { modelledOn, withoutUser } from './likeness.ts';
import { type Pasted, readPastedEntry } from './pasted.ts';
import type { FormState } from './state.ts';
import './public-value-offers.css';

interface Props {
  readonly state: FormState;
  readonly context: Context;
}

type Offer =
  | { readonly kind: 'none' | 'searching' | 'noExample' }
  | { readonly kind: 'example'; readonly model: Target; readonly publicValue: string }
  | ({ readonly kind: 'pasted'; readonly whole: string } & Pasted);

const NONE: Offer = { kind: 'none' };

/** The offers at Public value: an example from what others have, and what to do with a pasted secret. */
export function PublicValueOffers(props: Props) {
  const { state } = props;
  const { offer, find, take, fillBoth, pasteWhole, close } = useOffers(props);
  const { Type, PublicValue } = state.draft;
  const first = useRef<HTMLButtonElement>(null);
  // The focus comes with the offer itself: Enter right after it answers the offer, and does not save.
  useLayoutEffect(() => {
    if (offer.kind === 'pasted') first.current?.focus();
  }, [offer]);
  return (
    <>
      {PublicValue === '' && Type !== '' && offer.kind === 'none' && (
        // Tab passes the button on the way to Secret value: the arrow key does the same.
        <button type="button" class="quiet inField" tabIndex={-1} onClick={find}>
          {text('example')}
        </button>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as one */}
      <div
        class="offer"
        role="group"
        aria-live="polite"
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          close();
        }}
      >
        {offer.kind === 'searching' && <p class="hint">{text('searching')}</p>}
        {offer.kind === 'noExample' && <p class="hint">{text('noExample')}</p>}
        {offer.kind === 'example' && (
          <>
            <p>
              {text('exampleOf', offer.model.associate.fullName)}{' '}
              <strong>{makeVisible(offer.model.draft.PublicValue)}</strong>
            </p>
            {offer.publicValue && (
              <button type="button" class="quiet" tabIndex={-1} onClick={take}>
                {text('useExample', makeVisible(offer.publicValue))}
              </button>
            )}
          </>
        )}
        {offer.kind === 'pasted' && (
          <>
            <p>{text('pastedBoth', makeVisible(offer.publicValue))}</p>
            <button ref={first} type="button" onClick={() => fillBoth(offer)}>
              {text('fillBoth')}
            </button>
            <button type="button" class="quiet" onClick={() => pasteWhole(offer.whole)}>
              {text('pasteWhole')}
            </button>
          </>
        )}
      </div>
    </>
  );
}

function useOffers({ state, context }: Props) {
  const [made, setMade] = useState<{ readonly offer: Offer; readonly at: string }>({ offer: NONE, at: '' });
  const { associate, draft, opened } = state;
  const { form, as, dispatch, focusOn, secret } = context;
  // An edit, another type or associate, and Clear end an offer: the secret in it goes with it.
  const at = JSON.stringify([draft.PublicValue, draft.Type, associate?.associateId, secret.round]);
  const offer = made.at === at ? made.offer : NONE;
  useLayoutEffect(() => {
    setMade((last) => (last.at === at ? last : { offer: NONE, at }));
  }, [at]);
  const setOffer = (offer: Offer) => setMade({ offer, at });
  const input = () => document.querySelector<HTMLInputElement>('#PublicValue');

  const find = async () => {
    setOffer({ kind: 'searching' });
    focusOn('PublicValue');
    const wanted = { tabId: form.tab.id, as, user: opened.user, type: draft.Type, associate };
    const found = await findExample(wanted);
    const example: Offer = found
      ? {
          kind: 'example',
          model: found,
          publicValue: associate ? modelledOn(found, associate) : withoutUser(found.draft.PublicValue),
        }
      : { kind: 'noExample' };
    setMade((last) => (last.at === at && last.offer.kind === 'searching' ? { offer: example, at } : last));
  };
  const take = () => {
    if (offer.kind !== 'example') return;
    const { model, publicValue: PublicValue } = offer;
    dispatch({ kind: 'edited', changes: { PublicValue }, model });
    // Where the user's name is not known, the person types it.
    focusOn(/[\p{L}\p{N}]$/u.test(PublicValue) ? 'SecretValue' : 'PublicValue');
  };
  const close = () => {
    setOffer(NONE);
    focusOn('PublicValue');
  };
  const fillBoth = (pasted: Pasted) => {
    setOffer(NONE);
    dispatch({ kind: 'edited', changes: { PublicValue: pasted.publicValue } });
    if (secret.field.current) secret.field.current.value = pasted.secret;
    dispatch({ kind: 'secretEdited' });
    focusOn('SecretValue');
  };
  const pasteWhole = (whole: string) => {
    close();
    // The text is inserted by the browser's own editing, so that it can be undone.
    document.execCommand('insertText', false, whole);
  };

  const onPaste = (event: ClipboardEvent) => {
    const whole = event.clipboardData?.getData('text/plain') ?? '';
    const pasted = readPastedEntry(whole);
    if (!pasted) return;
    event.preventDefault();
    setOffer({ kind: 'pasted', whole, ...pasted });
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'ArrowDown' || draft.PublicValue !== '' || draft.Type === '') return;
    if (offer.kind === 'example') take();
    else if (offer.kind !== 'searching') void find();
  };
  const latest = useRef({ onPaste, onKeyDown });
  latest.current = { onPaste, onKeyDown };
  useLayoutEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    input()?.addEventListener('paste', (event) => latest.current.onPaste(event), { signal });
    input()?.addEventListener('keydown', (event) => latest.current.onKeyDown(event), { signal });
    // A page that is left keeps no secret.
    addEventListener('pagehide', () => setOffer(NONE), { signal });
    return () => listening.abort();
  }, []);
  return { offer, find, take, fillBoth, pasteWhole, close };
}
