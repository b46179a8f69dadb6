import { useLayoutEffect, useState } from 'preact/hooks';
import type { Draft } from '../src/credentials.ts';
import type { FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { DateField, isHalfTyped } from './date-field.tsx';
import { useWhenOpen } from './later.ts';
import type { FormErrors } from './state.ts';

export type DateName = 'ValidFrom' | 'ValidTo';

interface Props {
  readonly draft: Draft;
  readonly texts: (name: DateName) => FieldTexts;
  /** The server's time zone, where it differs from this computer's. */
  readonly otherTimeZone: string | null;
  /** Goes up where another entry begins. */
  readonly round: number;
  /**
   * True where the person has opened these fields: they then begin with dates alone. Automation sets times as well, and need not
   * ask for them.
   */
  readonly isByHand: boolean;
  readonly onEdit: (changes: Partial<Draft>) => void;
}

/** The dates, and the times that make them whole days. */
export const TIMES = { ValidFrom: '00:00', ValidTo: '23:59' } as const;
export const FIELDS = Object.keys(TIMES) as DateName[];

/** From when to when an entry is valid. */
export function Validity({ draft, texts, otherTimeZone, round, isByHand, onEdit }: Props) {
  const [wished, setWished] = useState<boolean | null>(null);
  const loaded = useWhenOpen();
  useLayoutEffect(() => setWished(null), [round]);
  const wholeDays = wished ?? (isByHand && FIELDS.every((name) => isWholeDay(name, draft[name])));
  return (
    <div class="dates">
      {FIELDS.map((name) => (
        <DateField
          key={name}
          {...texts(name)}
          round={round}
          value={draft[name]}
          wholeDay={wholeDays ? TIMES[name] : null}
          onEdit={(value) => onEdit({ [name]: value })}
        />
      ))}
      {loaded && (
        <loaded.ValidityTools key={round} {...{ draft, wholeDays, onEdit }} onWholeDays={setWished} />
      )}
      {otherTimeZone && <p class="note">{text('otherTimeZone', otherTimeZone)}</p>}
    </div>
  );
}

/** True of a date that has no time of its own, and of an empty or half-typed one. */
function isWholeDay(name: DateName, value: string): boolean {
  return value.length <= 1 || value.endsWith(`T${TIMES[name]}`);
}

/** Half-typed dates. Their value is empty, which would mean “no end”; only `validity` tells the difference. */
export function halfTyped(form: HTMLFormElement | null): FormErrors {
  const wrong = FIELDS.filter((name) => isHalfTyped(form?.querySelector<HTMLInputElement>(`#${name}`)));
  return Object.fromEntries(wrong.map((name) => [name, { rule: 'noDate' }]));
}
