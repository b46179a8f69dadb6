import browser from '../src/browser.ts';
import type { Failure } from '../src/outcomes.ts';
import { type TextKey, text } from '../src/texts.ts';

/** What a person can do about a failure from where they are. */
export type Step = 'goToTab' | 'reloadTab' | 'startOver' | 'tryAgain' | 'allowUnencrypted';

const STEP_TEXTS = {
  goToTab: 'stepGoToTab',
  reloadTab: 'stepReloadTab',
  startOver: 'stepStartOver',
  tryAgain: 'stepTryAgain',
  allowUnencrypted: 'stepAllowUnencrypted',
} as const satisfies Record<Step, TextKey>;

/** The next step of each failure; `null` where only the fields, or somebody else, can help. */
const STEPS: { readonly [K in Failure['kind']]: Step | null } = {
  notSuperOffice: null,
  noAccess: 'goToTab',
  tabClosed: null,
  tabLeft: 'goToTab',
  notSignedIn: 'goToTab',
  sessionEnded: 'goToTab',
  stalePage: 'reloadTab',
  otherUser: 'startOver',
  otherTenant: 'startOver',
  foreignLink: null,
  noTicket: null,
  notAllowed: null,
  refused: null,
  tenantMoved: 'reloadTab',
  pageInstead: 'reloadTab',
  serverFault: null,
  unreadable: null,
  noAnswer: 'tryAgain',
  noConnection: 'tryAgain',
  interrupted: 'tryAgain',
  unencrypted: 'allowUnencrypted',
  invalid: null,
  unsendable: null,
  unknown: null,
};

/** The one sentence of a failure. */
export function describe(failure: Failure, host = ''): string {
  return text(`failure_${failure.kind}`, ...details(failure, host));
}

function details(failure: Failure, host: string): string[] {
  switch (failure.kind) {
    case 'otherUser':
    case 'otherTenant':
      return [failure.shown, failure.now];
    case 'serverFault':
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

interface Props {
  readonly failure: Failure;
  readonly host?: string;
  readonly tabId: number;
  /** The steps that the caller itself takes. */
  readonly onStep: (step: 'startOver' | 'tryAgain' | 'allowUnencrypted') => void;
}

/** What went wrong, the server's words about it, and the next step. */
export function FailureNotice({ failure, host, tabId, onStep }: Props) {
  const step = STEPS[failure.kind];
  return (
    <>
      <p>{describe(failure, host)}</p>
      {'words' in failure && failure.words && (
        <p class="words">
          {text('serverSays')} <q>{failure.words}</q>
        </p>
      )}
      {step && (
        <button
          type="button"
          onClick={() => (step === 'goToTab' || step === 'reloadTab' ? leaveFor(tabId, step) : onStep(step))}
        >
          {text(STEP_TEXTS[step])}
        </button>
      )}
    </>
  );
}

/** Shows the CRM tab, loaded anew if so wished. A toolbar popup is in the way then; a window of its own stays. */
async function leaveFor(tabId: number, step: 'goToTab' | 'reloadTab'): Promise<void> {
  if (step === 'reloadTab') await browser.tabs.reload(tabId);
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
  if (!new URLSearchParams(location.search).has('tab')) close();
}
