import { emptyDraft } from '../src/credentials.ts';
import { text } from '../src/ui/text.ts';
import './ends.css';

const DAYS = [30, 90, 365];

/** The ends that are wanted most: after so many days from today, or none. */
export function Ends({ onPick }: { readonly onPick: (validTo: string) => void }) {
  const pick = (validTo: string) => {
    // What is typed half is no value: only its input can let go of it.
    const input = document.querySelector<HTMLInputElement>('#ValidTo');
    if (input) input.value = '';
    onPick(validTo);
  };
  const inDays = (days: number) => emptyDraft(new Date(), { type: '', validityDays: days }).ValidTo;
  return (
    <div class="ends">
      {DAYS.map((days) => (
        <button key={days} type="button" class="quiet" onClick={() => pick(inDays(days))}>
          {text('inDays', String(days))}
        </button>
      ))}
      <button type="button" class="quiet" onClick={() => pick('')}>
        {text('noEndDate')}
      </button>
    </div>
  );
}
