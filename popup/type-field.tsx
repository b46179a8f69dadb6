import { useEffect, useState } from 'preact/hooks';
import { TYPES } from '../src/credentials.ts';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';
import { Combobox, type Option } from './combobox.tsx';
import { whenOpen } from './later.ts';

interface Props extends FieldTexts {
  readonly value: string;
  readonly tenant: string;
  /** The types that a policy allows; empty for all. */
  readonly allowed: readonly string[];
  readonly associateId: number | undefined;
  readonly onType: (type: string) => void;
  /** The person has finished the type: picked one, left the field, or typed a known one. */
  readonly onSettled: (type: string) => void;
}

/** The key of the row “Forget these types”. No type can hold this character. */
const FORGET = '\0';

/** The type of credentials: the documented ones, those used with this associate before, or any other. */
export function TypeField({ value, tenant, allowed, associateId, onType, onSettled, ...texts }: Props) {
  const [used, setUsed] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');

  useEffect(() => {
    setUsed([]);
    if (associateId !== undefined)
      void whenOpen().then(async ({ usedTypes }) => setUsed(await usedTypes(tenant, associateId)));
  }, [tenant, associateId]);

  const known = allowed.length > 0 ? allowed : [...used, ...TYPES];
  const types = [...new Set(known)].filter((type) => type.toLowerCase().startsWith(typed.toLowerCase()));
  const options: Option[] = types.map((type) => ({
    key: type,
    label: type,
    note: used.includes(type) ? text('usedBefore') : undefined,
  }));
  if (used.length > 0 && typed === '') options.push({ key: FORGET, label: text('forgetTypes') });

  const settle = (type: string) => {
    setTyped('');
    onSettled(type);
  };

  return (
    <Field {...texts}>
      {(inputProps) => (
        <Combobox
          inputProps={inputProps}
          text={value}
          options={options}
          onType={(type) => {
            setTyped(type);
            onType(type);
            if (types.includes(type) || type === '') onSettled(type);
          }}
          onPick={(type) => {
            if (type === FORGET) {
              if (associateId !== undefined)
                void whenOpen().then((of) => of.forgetTypes(tenant, associateId));
              setUsed([]);
            } else {
              onType(type);
              settle(type);
            }
          }}
          onLeave={() => settle(value)}
        />
      )}
    </Field>
  );
}
