import { useEffect, useRef, useState } from 'preact/hooks';
import { makeVisible } from '../src/characters.ts';
import { text } from '../src/ui/text.ts';
import type { Context } from './actions.ts';
import { findExample } from './examples.ts';
import { modelledOn, withoutUser } from './likeness.ts';
import { type Pasted, readPasted } from './pasted.ts';
import type { FormState } from './state.ts';
import './public-value-offers.css';

interface Props {
  readonly state: FormState;
  readonly context: Context;
}

type Offer =
  | { readonly kind: 'none' | 'searching' | 'noExample' }
  | { readonly kind: 'example'; readonly name: string; readonly there: string; readonly publicValue: string }
  | ({ readonly kind: 'pasted'; readonly whole: string } & Pasted);

const NONE: Offer = { kind: 'none' };

/** Beside the label of Public value: an example of what others have, and what to do with a pasted secret. */
export function PublicValueOffers(props: Props) {
  const { state } = props;
  const { offer, find, take, fillBoth, pasteWhole, close } = useOffers(props);
  const { Type, PublicValue } = state.draft;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (offer.kind === 'pasted') first.current?.focus();
  }, [offer]);
  return (
    <>
      {PublicValue === '' && Type !== '' && offer.kind === 'none' && (
        // Not between Type and Public value, where the arrow does the same.
        <button type="button" class="quiet" tabIndex={-1} onClick={find}>
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
              {text('exampleOf', offer.name)} <strong>{makeVisible(offer.there)}</strong>
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
  const [offer, setOffer] = useState<Offer>(NONE);
  const { associate, draft, opened } = state;
  const { form, as, dispatch, focusOn, secret } = context;
  const input = () => document.querySelector<HTMLInputElement>('#PublicValue');
  const asked = useRef(0);

  const find = async () => {
    const question = ++asked.current;
    setOffer({ kind: 'searching' });
    input()?.focus();
    const found = await findExample({
      tabId: form.tab.id,
      as,
      user: opened.user,
      type: draft.Type,
      associate,
    });
    if (question !== asked.current) return;
    if (!found) return setOffer({ kind: 'noExample' });
    setOffer({
      kind: 'example',
      name: found.associate.fullName,
      there: found.draft.PublicValue,
      publicValue: associate ? modelledOn(found, associate) : withoutUser(found.draft.PublicValue),
    });
  };
  const take = () => {
    if (offer.kind !== 'example') return;
    setOffer(NONE);
    const { publicValue: PublicValue } = offer;
    dispatch({ kind: 'edited', changes: { PublicValue } });
    // The user's name is left to the person where it is not known.
    focusOn(/[\p{L}\p{N}]$/u.test(PublicValue) ? 'SecretValue' : 'PublicValue');
  };
  const fillBoth = (pasted: Pasted) => {
    setOffer(NONE);
    dispatch({ kind: 'edited', changes: { PublicValue: pasted.publicValue } });
    if (secret.field.current) secret.field.current.value = pasted.secret;
    dispatch({ kind: 'secretEdited' });
    focusOn('SecretValue');
  };
  const close = () => {
    asked.current++;
    setOffer(NONE);
    input()?.focus();
  };
  const pasteWhole = (whole: string) => {
    close();
    // The browser's own editing: it can be undone.
    document.execCommand('insertText', false, whole);
  };
  // What is typed, and another type or associate, leaves it behind; a page that is left keeps no secret.
  useEffect(() => {
    asked.current++;
    setOffer(NONE);
  }, [draft.PublicValue, draft.Type, associate?.associateId]);
  useEffect(() => {
    const forget = () => setOffer(NONE);
    addEventListener('pagehide', forget);
    return () => removeEventListener('pagehide', forget);
  }, []);

  useEffect(() => {
    const field = input();
    const listening = new AbortController();
    const { signal } = listening;
    field?.addEventListener(
      'paste',
      (event) => {
        const whole = event.clipboardData?.getData('text/plain') ?? '';
        const pasted = readPasted(whole);
        if (!pasted) return;
        event.preventDefault();
        setOffer({ kind: 'pasted', whole, ...pasted });
      },
      { signal },
    );
    field?.addEventListener(
      'keydown',
      ({ key }) => {
        if (key !== 'ArrowDown' || draft.PublicValue !== '' || draft.Type === '') return;
        if (offer.kind === 'example') take();
        else if (offer.kind !== 'searching') void find();
      },
      { signal },
    );
    return () => listening.abort();
  });
  return { offer, find, take, fillBoth, pasteWhole, close };
}
