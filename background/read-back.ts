import type { ExpectedUser } from '../src/associates.ts';
import type { StoredEntry } from '../src/credentials.ts';
import type { Failure } from '../src/failures.ts';
import { failed, type Result, success } from '../src/result.ts';
import { readEntries, type Whose } from './entries.ts';
import { connect } from './server/crm.ts';
import { hasEnded } from './server/explain.ts';
import { untilLoaded } from './server/tab.ts';
import { pause } from './server/wait.ts';
import { beginTask, endTask, type Task } from './tasks.ts';

/** After this time, in milliseconds, a server that was still at work when its answer was lost is mostly done. */
const PAUSE_MS = 3_000;

/** A write whose answer was lost. */
interface OpenWrite extends Whose {
  readonly tabId: number;
  /** The id by which a page can cancel the reading as well. */
  readonly id: string;
  readonly as: ExpectedUser;
  /** Why its answer was lost. */
  readonly cause: Failure;
}

/**
 * Reads what the server holds after a write whose answer was lost. It reads at once. If the write has not happened by then,
 * it reads once more after some seconds, unless the server itself ended the exchange.
 * @returns the entries that were read last; `unsettled` where they could not be read
 */
export async function readBack(
  write: OpenWrite,
  hasHappened: (entries: readonly StoredEntry[]) => boolean,
): Promise<Result<readonly StoredEntry[]>> {
  const task = beginTask(write.id);
  let read = await readOnce(write, task);
  const isSettled = read.ok ? hasHappened(read.value) || hasEnded(write.cause) : isLasting(read.failure);
  if (!isSettled) {
    await pause(PAUSE_MS, task.signal);
    read = await readOnce(write, task);
  }
  endTask(task);
  return read;
}

async function readOnce(write: OpenWrite, task: Task): Promise<Result<readonly StoredEntry[]>> {
  const unsettled = (cause: Failure) => failed({ kind: 'unsettled', lossReason: write.cause, cause });
  await untilLoaded(write.tabId, task.signal);
  const crm = await connect(write.tabId, task);
  if (!crm.ok) return unsettled(crm.failure);
  // The person may have withdrawn their consent since.
  if (crm.value.blocker) return unsettled(crm.value.blocker);
  const read = await readEntries(crm.value, write.as, write);
  if (!read.ok) return unsettled(read.failure);
  const { entries } = read.value;
  return entries ? success(entries) : unsettled({ kind: 'unreadable' });
}

/** After these failures nothing is read again: some seconds do not change them, or a person has waited for long. */
const LASTING: readonly Failure['kind'][] = [
  'noAnswer',
  'cancelled',
  'unencrypted',
  'tabSilent',
  'tabAsleep',
];

function isLasting(failure: Failure): boolean {
  return LASTING.includes(failure.kind === 'unsettled' ? failure.cause.kind : failure.kind);
}
