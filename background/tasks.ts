/** A piece of work that a person can give up while it is under way. */
export interface Task {
  /** The id that the page has made up; empty for a task that cannot be cancelled. */
  readonly id: string;
  readonly signal: AbortSignal;
}

/** The task of work that nobody can give up. */
export const NO_TASK: Task = { id: '', signal: new AbortController().signal };

const running = new Map<string, AbortController>();

/** Begins a task. An earlier task of the same id that is still under way is given up, and this one takes its place. */
export function beginTask(id: string): Task {
  const controller = new AbortController();
  if (id !== '') {
    cancelTask(id);
    running.set(id, controller);
  }
  return { id, signal: controller.signal };
}

/** Ends a task. A later task of the same id goes on. */
export function endTask({ id, signal }: Task): void {
  if (running.get(id)?.signal === signal) running.delete(id);
}

/** Gives up a task: nothing more is sent for it, and what was sent is not waited for. */
export function cancelTask(id: string): void {
  running.get(id)?.abort();
  running.delete(id);
}
