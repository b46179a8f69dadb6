import { useRef } from 'preact/hooks';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';

interface Props {
  readonly value: string;
  readonly isLocked: boolean;
  readonly onText: (text: string) => void;
  readonly onFile: (file: File) => void;
  readonly onTemplate: () => void;
}

/** Where the table comes from: the clipboard, as then no file with passwords stays on a disk, or a file. */
export function TableInput({ value, isLocked, onText, onFile, onTemplate }: Props) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div>
      <Field name="table" label={text('labelTable')} hint={text('hintTable')}>
        {(inputProps) => (
          <textarea
            {...inputProps}
            rows={4}
            spellcheck={false}
            autocomplete="off"
            wrap="off"
            readOnly={isLocked}
            value={value}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
        )}
      </Field>
      <div class="row">
        <button type="button" aria-disabled={isLocked} onClick={() => isLocked || chooser.current?.click()}>
          {text('chooseFile')}
        </button>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) onFile(file);
            // The same file again is a change only if none is chosen.
            currentTarget.value = '';
          }}
        />
        <button type="button" onClick={onTemplate}>
          {text('saveTemplate')}
        </button>
      </div>
    </div>
  );
}
