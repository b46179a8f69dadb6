import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line that people and scripts can read: `12 passed, 0 failed`. Before it stands what passed at
 * a second try only, so that nobody overlooks it.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const secondTries: string[] = [];
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        count[test.result().state] += 1;
        if (test.diagnostic()?.flaky) secondTries.push(test.fullName);
      }
      // A file that could not be loaded has no tests to count.
      count.failed += module.errors().length;
    }
    const skipped = count.skipped + count.pending;
    // The default reporter writes its own summary in the same moment; this line is the last.
    process.on('exit', () => {
      for (const name of secondTries) process.stdout.write(`\nPassed at the second try: ${name}`);
      process.stdout.write(
        `\n${count.passed} passed, ${count.failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
      );
    });
  }
}
