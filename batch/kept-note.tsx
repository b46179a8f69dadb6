import { useEffect, useState } from 'preact/hooks';
import { text } from '../src/ui/text.ts';
import { forgetRun, keptRun } from './kept.ts';
import type { Page } from './page.ts';

interface Props {
  readonly page: Page;
  /** The notes are read again whenever this changes. */
  readonly asOf: unknown;
  readonly onForget: () => void;
}

/**
 * Tells what an earlier run has stored that was not done. The same table goes on where that run stopped, unless the person wants
 * otherwise.
 */
export function KeptNote({ page, asOf, onForget }: Props) {
  const [kept, setKept] = useState<Awaited<ReturnType<typeof keptRun>>>(null);
  useEffect(() => {
    void keptRun(page).then(setKept);
  }, [page, asOf]);
  if (!kept || kept.keys.length === 0) return null;
  const when = new Date(kept.at).toLocaleString(text('locale'), { dateStyle: 'short', timeStyle: 'short' });
  return (
    <div class="row kept">
      <p class="note">{text('keptRun', String(kept.keys.length), when)}</p>
      <button
        type="button"
        onClick={() => {
          void forgetRun(page).then(onForget);
          setKept(null);
        }}
      >
        {text('forgetRun')}
      </button>
    </div>
  );
}
