import browser from '../browser.ts';
import { type Failure, leavesOpen, type NextStep, TRAITS } from '../failures.ts';
import { openSettings } from './navigate.ts';
import { type TextKey, text } from './text.ts';

type TabStep = Extract<NextStep, 'goToTab' | 'reloadTab' | 'openSettings'>;

/** How the caller takes the steps that are not about the tab; a step that it does not know is not offered. */
export type Steps = { readonly [S in Exclude<NextStep, TabStep>]?: (() => unknown) | undefined };

/** The sentence of a failure, and after it that of its cause. */
export function describe(failure: Failure, host = ''): string {
  const sentence = text(`failure_${failure.kind}`, ...details(failure, host));
  return 'cause' in failure ? `${sentence} ${describe(failure.cause)}` : sentence;
}

function details(failure: Failure, host: string): string[] {
  switch (failure.kind) {
    case 'otherUser':
    case 'otherTenant':
    case 'userChanged':
      return [failure.expected, failure.actual];
    case 'userUnverified':
      return [failure.expected];
    case 'internal':
      return [failure.error];
    case 'serverFault':
    case 'agentClosed':
      return [String(failure.status)];
    case 'refused':
      return [failure.exceptionType];
    case 'unsendable':
      return [failure.member];
    case 'busy':
      return [inSeconds(failure.seconds)];
    case 'unencrypted':
      return [host];
    default:
      return [];
  }
}

/** “in 30 seconds”, “in 5 minutes”, in the language of the texts. */
function inSeconds(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(text('locale'));
  return seconds < 60 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}

function causeOf(failure: Failure): Failure {
  return 'cause' in failure ? causeOf(failure.cause) : failure;
}

interface Props {
  /** What the failure is a failure of, where it is one: an open end is said in whole by its own sentence. */
  readonly lead?: TextKey | undefined;
  readonly failure: Failure;
  /** The entry that it is about. */
  readonly about?: string | undefined;
  readonly host?: string;
  readonly tabId: number;
  readonly steps: Steps;
}

/** What went wrong, the server's words about it, and the next step. */
export function FailureNotice({ lead, failure, about, host, tabId, steps }: Props) {
  const step = TRAITS[failure.kind].nextStep;
  const take =
    step === 'goToTab' || step === 'reloadTab' || step === 'openSettings'
      ? () => leaveFor(tabId, step)
      : step
        ? steps[step]
        : undefined;
  const cause = causeOf(failure);
  const serverMessage = 'serverMessage' in cause && cause.serverMessage;
  const attempts = 'attempts' in cause ? cause.attempts : [];
  return (
    <>
      <p>
        {lead && !leavesOpen(failure) && failure.kind !== 'alreadySaving' && <strong>{text(lead)} </strong>}
        {describe(failure, host)}
      </p>
      {about && <p class="words">{about}</p>}
      {serverMessage && (
        <p class="words">
          {text('serverSays')} <q>{serverMessage}</q>
        </p>
      )}
      {attempts.length > 0 && (
        <details class="words">
          <summary>{text('whatWasTried')}</summary>
          <ul>
            {attempts.map((answered) => (
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
