import { useEffect, useRef } from 'preact/hooks';
import { Field } from '../src/ui/field.tsx';
import { text } from '../src/ui/text.ts';

interface Props {
  readonly value: string;
  readonly isLocked: boolean;
  /** True once the table was read: its secrets then show only while its field has the focus. */
  readonly isCovered: boolean;
  readonly onText: (text: string) => void;
  readonly onFile: (file: File) => void;
  readonly onTemplate: () => void;
}

/** Takes the table from the clipboard, as then no file with passwords stays on a disk, or from a file. */
export function TableInput({ value, isLocked, isCovered, onText, onFile, onTemplate }: Props) {
  const chooser = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  // The class is set after all else is drawn: covering a long table takes its time.
  useEffect(() => {
    box.current?.classList.toggle('covered', isCovered);
  }, [isCovered]);
  return (
    <div>
      <Field name="table" label={text('labelTable')} hint={text('hintTable')}>
        {(inputProps) => (
          <textarea
            {...inputProps}
            ref={box}
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
            // Choosing the same file again is a change only if none is chosen before.
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
