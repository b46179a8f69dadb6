import browser from '../browser.ts';
import { type Failure, leavesOpen, type NextStep, TRAITS } from '../failures.ts';
import { currentTabId } from './ask.ts';
import { hasWindows } from './has-windows.ts';
import { closePopup, openSettings } from './navigate.ts';
import { type TextKey, text } from './text.ts';
import './failure-notice.css';

type TabStep = Extract<NextStep, 'goToTab' | 'reloadTab' | 'openSettings'>;

/** The functions for the steps that are not about the tab. A step without a function is not offered. */
export type Steps = { readonly [S in Exclude<NextStep, TabStep>]?: (() => unknown) | undefined };

/** The sentence of a failure, and after it that of its cause. */
export function describe(failure: Failure): string {
  const sentence = text(`failure_${failure.kind}`, ...details(failure));
  return 'cause' in failure ? `${sentence} ${describe(failure.cause)}` : sentence;
}

function details(failure: Failure): string[] {
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

/**
 * Gives the step to offer for a failure. If a write was not carried out, the step of its cause goes before its own, because
 * the sentence of the cause stands beside it.
 */
export function nextStepOf(failure: Failure): NextStep | undefined {
  const isUndone = failure.kind === 'notSaved' || failure.kind === 'notRemoved';
  return (isUndone && TRAITS[failure.cause.kind].nextStep) || TRAITS[failure.kind].nextStep;
}

interface Props {
  /** The sentence before that of the failure: it says what failed. Left out where that is unknown. */
  readonly lead?: TextKey | undefined;
  readonly failure: Failure;
  /** The entry that the failure is about. */
  readonly about?: string | undefined;
  readonly tabId: number;
  readonly steps: Steps;
}

/** Shows what went wrong, the server's message, and the next step. */
export function FailureNotice({ lead, failure, about, tabId, steps }: Props) {
  const step = nextStepOf(failure);
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
        {describe(failure)}
      </p>
      {about && <p class="details">{about}</p>}
      {serverMessage && (
        <p class="details">
          {text('serverSays')} <q>{serverMessage}</q>
        </p>
      )}
      {attempts.length > 0 && (
        <details class="details">
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

/** Shows the CRM tab, and reloads it where that is the step. The toolbar's popup closes; a window of its own stays. */
async function leaveFor(id: number, step: TabStep): Promise<void> {
  const tabId = currentTabId(id);
  if (step === 'openSettings') return openSettings(tabId);
  if (step === 'reloadTab') await browser.tabs.reload(tabId);
  const tab = await browser.tabs.update(tabId, { active: true });
  if (hasWindows && tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
  closePopup();
}
