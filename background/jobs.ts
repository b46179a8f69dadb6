/** What a person can give up while it is under way. */
export interface Job {
  /** Made up by the page that asked for it; empty for what cannot be cancelled. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** What nobody can give up. */
export const NO_JOB: Job = { id: '', signal: new AbortController().signal };

const running = new Map<string, AbortController>();

/** Begins a job. One of the same id that is still under way is given up: this one takes its place. */
export function beginJob(id: string): Job {
  const controller = new AbortController();
  if (id !== '') {
    cancelJob(id);
    running.set(id, controller);
  }
  return { id, signal: controller.signal };
}

/** The job is over; a later one of the same id goes on. */
export function endJob({ id, signal }: Job): void {
  if (running.get(id)?.signal === signal) running.delete(id);
}

/** Gives up a job: nothing more is sent for it, and what was sent is not waited for. */
export function cancelJob(id: string): void {
  running.get(id)?.abort();
  running.delete(id);
}
