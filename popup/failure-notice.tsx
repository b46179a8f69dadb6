import browser from '../src/browser.ts';
import type { Failure } from '../src/outcomes.ts';
import { settingsFor } from '../src/pages.ts';
import { type TextKey, text } from '../src/texts.ts';

/** What a person can do about a failure from where they are; the button for it says `step_…`. */
type Step = TabStep | 'startOver' | 'tryAgain' | 'askAgain' | 'allowUnencrypted';
type TabStep = 'goToTab' | 'reloadTab' | 'openSettings';

/** How the caller takes the steps that are not about the tab; a step that it does not know is not offered. */
export type Steps = { readonly [S in Exclude<Step, TabStep>]?: () => unknown };

/** The next step of each failure; `null` where only the fields, or somebody else, can help. */
const NEXT_STEPS: { readonly [K in Failure['kind']]: Step | null } = {
  notSuperOffice: null,
  noAccess: 'goToTab',
  tabClosed: null,
  tabLeft: 'goToTab',
  notSignedIn: 'goToTab',
  sessionEnded: 'goToTab',
  ticketRefused: null,
  stalePage: 'reloadTab',
  otherUser: 'startOver',
  otherTenant: 'startOver',
  foreignLink: null,
  noUser: 'tryAgain',
  noWay: 'openSettings',
  applicationToken: 'openSettings',
  httpRefused: null,
  notAllowed: null,
  forbidden: null,
  agentClosed: null,
  refused: null,
  tenantMoved: 'reloadTab',
  pageInstead: 'reloadTab',
  serverFault: 'tryAgain',
  unreadable: 'tryAgain',
  noAnswer: 'tryAgain',
  noConnection: 'tryAgain',
  cancelled: 'tryAgain',
  interrupted: 'tryAgain',
  unencrypted: 'allowUnencrypted',
  invalid: null,
  invalidSettings: null,
  unsendable: null,
  alreadySaving: 'askAgain',
  unknown: 'askAgain',
  notSaved: 'tryAgain',
  notRemoved: null,
  notYet: 'askAgain',
  indistinguishable: 'tryAgain',
  unsettled: 'askAgain',
};

/** The sentence of a failure, and after it that of its cause. */
export function describe(failure: Failure, host = ''): string {
  const sentence = text(`failure_${failure.kind}`, ...details(failure, host));
  return 'because' in failure ? `${sentence} ${describe(failure.because)}` : sentence;
}

function details(failure: Failure, host: string): string[] {
  switch (failure.kind) {
    case 'otherUser':
    case 'otherTenant':
      return [failure.shown, failure.now];
    case 'serverFault':
    case 'agentClosed':
      return [String(failure.status)];
    case 'refused':
      return [failure.exceptionType];
    case 'unsendable':
      return [failure.member];
    case 'unencrypted':
      return [host];
    default:
      return [];
  }
}

function causeOf(failure: Failure): Failure {
  return 'because' in failure ? causeOf(failure.because) : failure;
}

interface Props {
  /** What the failure is a failure of. */
  readonly lead?: TextKey | undefined;
  readonly failure: Failure;
  readonly host?: string;
  readonly tabId: number;
  readonly steps: Steps;
}

/** What went wrong, the server's words about it, and the next step. */
export function FailureNotice({ lead, failure, host, tabId, steps }: Props) {
  const step = NEXT_STEPS[failure.kind];
  const take =
    step === 'goToTab' || step === 'reloadTab' || step === 'openSettings'
      ? () => leaveFor(tabId, step)
      : step
        ? steps[step]
        : undefined;
  const cause = causeOf(failure);
  const words = 'words' in cause && cause.words;
  const tried = 'tried' in cause ? cause.tried : [];
  return (
    <>
      <p>
        {lead && <strong>{text(lead)} </strong>}
        {describe(failure, host)}
      </p>
      {words && (
        <p class="words">
          {text('serverSays')} <q>{words}</q>
        </p>
      )}
      {tried.length > 0 && (
        <details class="words">
          <summary>{text('whatWasTried')}</summary>
          <ul>
            {tried.map((answered) => (
              <li key={answered}>{answered}</li>
            ))}
          </ul>
        </details>
      )}
      {step && take && (
        <button type="button" onClick={take}>
          {text(`step_${step}`)}
        </button>
      )}
    </>
  );
}

/** Shows the CRM tab, loaded anew if so wished. A toolbar popup is in the way then; a window of its own stays. */
async function leaveFor(tabId: number, step: TabStep): Promise<void> {
  if (step === 'openSettings') return openSettings(tabId);
  if (step === 'reloadTab') await browser.tabs.reload(tabId);
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
  if (!new URLSearchParams(location.search).has('tab')) close();
}

/** The settings page, with the CRM tab at hand. */
export async function openSettings(tabId: number): Promise<void> {
  await browser.tabs.create({ url: settingsFor(tabId) });
  if (!new URLSearchParams(location.search).has('tab')) close();
}
