import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line that people and scripts can read: `12 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      // A file that could not be loaded has no tests to count.
      count.failed += module.errors().length;
    }
    const skipped = count.skipped + count.pending;
    // The default reporter writes its own summary in the same moment; this line is the last.
    process.on('exit', () => {
      process.stdout.write(
        `\n${count.passed} passed, ${count.failed} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
      );
    });
  }
}
