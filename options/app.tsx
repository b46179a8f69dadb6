import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../src/failures.ts';
import type { SiteView } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { FailureNotice } from '../src/ui/failure-notice.tsx';
import { openBatch } from '../src/ui/navigate.ts';
import { type TextKey, text } from '../src/ui/text.ts';
import { Connection } from './connection.tsx';
import { ExportImport } from './export-import.tsx';
import type { Outcome } from './outcome.ts';
import { SiteForm } from './site-form.tsx';
import { Unencrypted } from './unencrypted.tsx';

interface Props {
  /** The CRM tab that the page was opened from; 0 for none. */
  readonly tabId: number;
}

/** The settings of every known SuperOffice, that of the tab first. */
export function App({ tabId }: Props) {
  const [views, setViews] = useState<readonly SiteView[] | null>(null);
  const [{ said, wrong }, report] = useState<Outcome>({});

  const fail = (failure: Failure, tryAgain: () => unknown, lead?: TextKey) =>
    report({
      wrong: (
        <FailureNotice
          lead={lead}
          failure={failure}
          tabId={tabId}
          steps={{
            tryAgain,
            allowUnencrypted: async () => {
              const allowed = await ask('allowUnencrypted', { tabId });
              if (!allowed.ok) return fail(allowed.failure, tryAgain);
              await load();
              tryAgain();
            },
          }}
        />
      ),
    });
  const load = async () => {
    const result = await ask('settings', { tabId });
    if (result.ok) setViews(result.value);
    else fail(result.failure, load);
    return result.ok ? result.value : undefined;
  };
  useEffect(() => void load(), []);

  return (
    <main>
      <header>
        <img src="../icons/32.png" alt="" width="28" height="28" />
        <h1>
          {text('name')} <span class="where">{text('settings')}</span>
        </h1>
      </header>
      {tabId > 0 && views?.[0] && views[0].effective.policy.manyAtOnce !== 'off' && (
        <div class="row">
          <button type="button" onClick={() => openBatch(tabId)}>
            {text('manyAtOnceItem')}
          </button>
          <p class="hint">{text('hintManyAtOnce')}</p>
        </div>
      )}
      {views?.length === 0 && <p class="note">{text('noSites')}</p>}
      {views?.map((view, index) => (
        <details key={view.base} class="section" open={index === 0}>
          <summary>
            <h2>{view.base}</h2>
          </summary>
          <SiteForm
            number={index}
            view={view}
            onEdit={() => said && report({})}
            onSaved={async () => {
              await load();
              report({ said: text('settingsSaved', view.base) });
            }}
            onFailed={(failure, again) => fail(failure, again, 'leadSave')}
          />
        </details>
      ))}
      <Connection tabId={tabId} load={load} report={report} fail={fail} />
      <Unencrypted views={views} report={report} fail={fail} />
      {views && <ExportImport views={views} load={load} report={report} />}
      <div class="outcome">
        <div role="alert" class="notice">
          {wrong}
        </div>
        <p role="status">{said}</p>
      </div>
    </main>
  );
}
