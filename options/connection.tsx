import { useRef, useState } from 'preact/hooks';
import browser from '../src/browser.ts';
import type { Failure } from '../src/failures.ts';
import type { CheckNote, CheckStep, ConnectionCheck, SiteView } from '../src/messages.ts';
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
  list: 'checkList',
} as const satisfies { readonly [N in CheckStep['name']]: TextKey };

const NOTE_TEXTS = {
  serviceWorker: 'checkServiceWorker',
  otherServer: 'checkOtherServer',
  ownOnly: 'checkOwnOnly',
} as const satisfies { readonly [N in CheckNote]: TextKey };

/** Asks the tab's SuperOffice everything that a Save needs, says whether it works, and shows what came of each step. */
export function Connection({ tabId, load, report, fail }: Props) {
  const [checked, setChecked] = useState<(ConnectionCheck & { readonly base: string }) | null>(null);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  const check = async () => {
    if (busy) return;
    setBusy(true);
    setChecked(null);
    const id = crypto.randomUUID();
    report({ said: <Waiting what={text('checkingConnection')} onCancel={() => ask('cancel', { id })} /> });
    const result = await ask('checkConnection', { tabId, id });
    // The worker has just seen the tab, so the tab's base comes first.
    const [site] = (await load()) ?? [];
    setBusy(false);
    // The Cancel button may have had the focus, and is gone.
    if (document.activeElement === document.body) button.current?.focus();
    if (!result.ok) return fail(result.failure, check);
    setChecked({ base: site?.base ?? '', ...result.value });
    const said = sentenceOf(result.value);
    report(doesWork(result.value) ? { said } : { wrong: <p>{said}</p> });
  };

  const copy = async () => {
    if (!checked) return;
    try {
      await navigator.clipboard.writeText(plainText(checked));
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
          {checked && (
            <>
              {checked.notes.map((note) => (
                <p key={note} class="note">
                  {text(NOTE_TEXTS[note])}
                </p>
              ))}
              <details>
                <summary>{text('details')}</summary>
                <Steps {...checked} />
              </details>
            </>
          )}
        </>
      )}
    </section>
  );
}

function Steps(check: ConnectionCheck) {
  return (
    // One endpoint that works is enough: the others are no cause for alarm then.
    <table class={doesWork(check) ? 'works' : undefined}>
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
        {check.steps.map((step) => (
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

function doesWork({ verdict }: ConnectionCheck): boolean {
  return 'endpoint' in verdict;
}

/** “Works, by SOAP Services88, 25 ms”, or why not. */
function sentenceOf({ verdict }: ConnectionCheck): string {
  if (!('endpoint' in verdict)) return text('checkFailed', describe(verdict));
  const endpoint = verdict.endpoint.replace('SOAP Remote/', 'SOAP ');
  return text('checkWorks', endpoint, text('milliseconds', String(verdict.milliseconds)));
}

function markOf({ isGood }: CheckStep): string {
  return isGood ? '✓' : '✗';
}

function answerOf({ answered }: CheckStep): string {
  return typeof answered === 'string' ? answered : describe(answered);
}

function timeOf({ milliseconds }: CheckStep): string {
  return text('milliseconds', String(milliseconds));
}

/** The check as a text, for a message to somebody who can help. */
function plainText({ base, ...check }: ConnectionCheck & { readonly base: string }): string {
  const { verdict, notes, steps } = check;
  const lines = steps.map((step) => `${markOf(step)} ${step.asked}: ${step.reported} (${timeOf(step)})`);
  const version = browser.runtime.getManifest().version;
  return [
    `${text('name')} ${version}, ${new Date().toISOString()}`,
    navigator.userAgent,
    base,
    // A failure's own sentence can name people.
    'endpoint' in verdict ? sentenceOf(check) : verdict.kind,
    ...notes.map((note) => text(NOTE_TEXTS[note])),
    ...lines,
    '',
  ].join('\n');
}
