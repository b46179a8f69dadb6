import { useEffect, useState } from 'preact/hooks';
import { TYPES } from '../src/credentials.ts';
import { Field, type FieldTexts } from '../src/ui/field.tsx';
import { Combobox } from './combobox.tsx';
import { useWhenOpen, whenOpen } from './later.ts';

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

/** The type of credentials: the documented ones, those used with this associate before, or any other. */
export function TypeField({ value, tenant, allowed, associateId, onType, onSettled, ...texts }: Props) {
  const [used, setUsed] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');

  useEffect(() => {
    setUsed([]);
    if (associateId !== undefined)
      void whenOpen().then(async ({ usedTypes }) => setUsed(await usedTypes(tenant, associateId)));
  }, [tenant, associateId]);

  const loaded = useWhenOpen();
  const known: readonly string[] = allowed.length > 0 ? allowed : [...used, ...TYPES];
  const options = loaded?.typeOptions({ known, used, typed }) ?? [];

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
            if (type === '' || known.includes(type)) onSettled(type);
          }}
          onPick={(type) => {
            if (type === loaded?.FORGET) {
              if (associateId !== undefined) loaded.forgetTypes(tenant, associateId);
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
