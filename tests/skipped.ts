import { it } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Of a test that is skipped, and stays so in a run that skips nothing. */
    unavoidable?: true;
  }
}

/**
 * Stands for tests that cannot be run here: the closing line names them and says why, and a run that may skip nothing
 * (`KEYRING_SKIP_NOTHING`) fails of them.
 * @param why what is missing
 * @param unavoidable true where nothing that could be installed or allowed would help, and other tests hold the same
 */
export function skipped(name: string, why: string, { unavoidable = false } = {}): void {
  it(name, ({ skip, task }) => {
    if (unavoidable) task.meta.unavoidable = true;
    skip(why);
  });
}
