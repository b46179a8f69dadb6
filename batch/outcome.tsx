import type { ComponentChildren } from 'preact';
import type { Failure } from '../src/failures.ts';
import { FailureNotice, type Steps } from '../src/ui/failure-notice.tsx';
import type { Page } from './page.ts';

/** The words for a tab: how far it is, and what needs action. */
interface Outcome {
  readonly said?: ComponentChildren;
  readonly failure?: Failure | null;
  readonly steps?: Steps;
}

/** The page's one status and one alert, for the tab in front. */
export function OutcomeBar({ page, outcome }: { readonly page: Page; readonly outcome: Outcome }) {
  const { said, failure, steps = {} } = outcome;
  return (
    <div class="outcome">
      <div role="alert" class="notice">
        {failure && <FailureNotice failure={failure} tabId={page.tab.id} steps={steps} />}
      </div>
      <p role="status">{said}</p>
    </div>
  );
}
