import { useRef, useState } from 'preact/hooks';
import browser from '../src/browser.ts';
import type { Failure } from '../src/failures.ts';
import type { CheckStep, SiteView } from '../src/messages.ts';
import { ask } from '../src/ui/ask.ts';
import { describe } from '../src/ui/failure-notice.tsx';
import { type TextKey, text } from '../src/ui/text.ts';
import { Waiting } from '../src/ui/waiting.tsx';
import type { Outcome } from './outcome.ts';

interface Props {
  readonly tabId: number;
  readonly load: () => Promise<readonly SiteView[] | undefined>;
  readonly report: (outcome: Outcome) => void;
  readonly fail: (failure: Failure, again: () => unknown) => void;
}

const STEP_TEXTS = {
  api: 'checkApi',
  currentPrincipal: 'checkCurrentPrincipal',
  currentToken: 'checkCurrentToken',
  classicTicket: 'checkClassicTicket',
  GetAssociate: 'checkGetAssociate',
  serviceWorker: 'checkServiceWorker',
} as const satisfies { readonly [N in CheckStep['name']]: TextKey };

/** Asks the tab's SuperOffice everything that a Save needs, and shows step by step what came of it. */
export function Connection({ tabId, load, report, fail }: Props) {
  const [checked, setChecked] = useState<{ base: string; steps: readonly CheckStep[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  const check = async () => {
    if (busy) return;
    setBusy(true);
    setChecked(null);
    const id = crypto.randomUUID();
    report({ said: <Waiting what={text('checking')} onCancel={() => ask('cancel', { id })} /> });
    const result = await ask('checkConnection', { tabId, id });
    // The worker can see the tab that it has just asked: its base comes first.
    const [site] = (await load()) ?? [];
    setBusy(false);
    // The Cancel button may have had the focus, and is gone.
    if (document.activeElement === document.body) button.current?.focus();
    if (!result.ok) return fail(result.failure, check);
    const steps = result.value;
    setChecked({ base: site?.base ?? '', steps });
    const usable = usableStep(steps);
    const said = usable && text('checkWorks', usable.asked);
    report(said ? { said } : { wrong: <p>{text('checkFailed', answerOf(steps.at(-1)))}</p> });
  };

  const copy = async () => {
    if (!checked) return;
    try {
      await navigator.clipboard.writeText(plainText(checked.base, checked.steps));
      report({ said: text('reportCopied') });
    } catch {
      // Browser settings can deny pages the clipboard.
      report({ wrong: <p>{text('reportNotCopied')}</p> });
    }
  };

  return (
    <section class="section" aria-labelledby="connection">
      <h2 id="connection">{text('connection')}</h2>
      {tabId === 0 ? (
        <p class="note">{text('connectionNeedsTab')}</p>
      ) : (
        <>
          <div class="row">
            <button ref={button} type="button" aria-disabled={busy} onClick={check}>
              {text('checkConnection')}
            </button>
            {checked && (
              <button type="button" onClick={copy}>
                {text('copyReport')}
              </button>
            )}
            <p class="hint">{text('hintCheckConnection')}</p>
          </div>
          {checked && <Steps steps={checked.steps} />}
        </>
      )}
    </section>
  );
}

function Steps({ steps }: { readonly steps: readonly CheckStep[] }) {
  return (
    // One working endpoint is enough: failures of the others are then no cause for alarm.
    <table class={usableStep(steps) ? 'works' : undefined}>
      <thead>
        <tr>
          <th scope="col">{text('columnAsked')}</th>
          <th scope="col">{text('columnAnswered')}</th>
          <th scope="col" class="time">
            {text('columnTime')}
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <tr key={step.name + step.asked} class={step.isGood ? 'good' : 'bad'}>
            <td>
              {text(STEP_TEXTS[step.name])} <small>{step.asked}</small>
            </td>
            <td>
              <span class="mark">{markOf(step)}</span> {answerOf(step)}
            </td>
            <td class="time">{timeOf(step)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The step that used the endpoint which a Save would use. */
function usableStep(steps: readonly CheckStep[]): CheckStep | undefined {
  return steps.find(({ name, isGood }) => name === 'GetAssociate' && isGood);
}

function markOf({ isGood }: CheckStep): string {
  return isGood ? '✓' : '✗';
}

function answerOf(step: CheckStep | undefined): string {
  if (!step) return '';
  return typeof step.answered === 'string' ? step.answered : describe(step.answered);
}

function timeOf({ milliseconds }: CheckStep): string {
  return text('milliseconds', String(milliseconds));
}

/** The table as text, for a message to support. */
function plainText(base: string, steps: readonly CheckStep[]): string {
  const lines = steps.map((step) => `${markOf(step)} ${step.asked}: ${answerOf(step)} (${timeOf(step)})`);
  const version = browser.runtime.getManifest().version;
  return [
    `${text('name')} ${version}, ${new Date().toISOString()}`,
    navigator.userAgent,
    base,
    ...lines,
    '',
  ].join('\n');
}
