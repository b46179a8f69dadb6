import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../src/ui/text.ts';

interface Props {
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question in place. The focus goes to Cancel: one key too many must not do what cannot be undone. */
export function Confirm({ question, yes, onYes, onNo }: Props) {
  const back = useRef<HTMLButtonElement>(null);
  // The focus is set only once: a person who has gone on to the other button stays there.
  useLayoutEffect(() => back.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs
    <div class="row confirm" role="group" aria-label={question}>
      <p>{question}</p>
      <button type="button" ref={back} onClick={onNo}>
        {text('cancel')}
      </button>
      <button type="button" class="main" onClick={onYes}>
        {yes}
      </button>
    </div>
  );
}
