import process, { env } from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line that people and scripts can read: `12 passed, 0 failed`. Before it stands what is easily
 * overlooked: tests that passed at a second try only, and tests that could not be run here (`skipped.ts`), with the reason.
 * With the environment variable `KEYRING_SKIP_NOTHING` set, a skipped test fails the run, unless it is an unavoidable one.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const remarks: string[] = [];
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = [test.project.name, test.fullName].filter(Boolean).join(': ');
        if (test.diagnostic()?.flaky) remarks.push(`Passed at the second try: ${name}`);
        if (result.state === 'passed' || result.state === 'failed') {
          count[result.state] += 1;
          continue;
        }
        const why = result.state === 'skipped' && result.note;
        const isUnavoidable = test.meta().unavoidable;
        if (env.KEYRING_SKIP_NOTHING && !isUnavoidable) {
          remarks.push(`Not run, and KEYRING_SKIP_NOTHING is set: ${name}${why ? `: ${why}` : ''}`);
          count.failed += 1;
          process.exitCode = 1;
          continue;
        }
        // What `-t` leaves out is left out by choice, and gives no reason.
        if (why) remarks.push(`Not run: ${name}: ${why}`);
        if (!isUnavoidable) count.skipped += 1;
      }
      // A file that could not be loaded has no tests to count.
      count.failed += module.errors().length;
    }
    const { passed, failed, skipped } = count;
    // The default reporter writes its own summary in the same moment; this line is the last.
    process.on('exit', () => {
      for (const remark of remarks) process.stdout.write(`\n${remark}`);
      process.stdout.write(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`);
    });
  }
}
