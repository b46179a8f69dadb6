/** What a person can give up while it is under way. */
export interface Task {
  /** Made up by the page that asked for it; empty for what cannot be cancelled. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** What nobody can give up. */
export const NO_TASK: Task = { id: '', signal: new AbortController().signal };

const running = new Map<string, AbortController>();

/** Begins a task. One of the same id that is still under way is given up: this one takes its place. */
export function beginTask(id: string): Task {
  const controller = new AbortController();
  if (id !== '') {
    cancelTask(id);
    running.set(id, controller);
  }
  return { id, signal: controller.signal };
}

/** The task is over; a later one of the same id goes on. */
export function endTask({ id, signal }: Task): void {
  if (running.get(id)?.signal === signal) running.delete(id);
}

/** Gives up a task: nothing more is sent for it, and what was sent is not waited for. */
export function cancelTask(id: string): void {
  running.get(id)?.abort();
  running.delete(id);
}
