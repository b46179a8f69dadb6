import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env, execPath } from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyring-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a run of the given tests ends with. */
function run(tests: string, skipNothing = '') {
  writeFileSync(
    join(folder, 'these.test.ts'),
    `import { expect, it } from 'vitest';
    import { skipped } from ${JSON.stringify(resolve('tests/skipped.ts'))};
    ${tests}`,
  );
  const reporters = ['--reporter', 'default', '--reporter', resolve('tests/closing-line.ts')];
  const { status, stdout } = spawnSync(
    execPath,
    [resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', folder, ...reporters],
    { encoding: 'utf8', env: { ...env, KEYRING_SKIP_NOTHING: skipNothing } },
  );
  return { status, lines: stdout.trimEnd().split('\n') };
}

const PASSED = `it('holds', () => {});`;
const POLICY = `skipped('a policy', 'it needs root');`;
const WSDLS = `skipped('the WSDLs', 'they are not here', { unavoidable: true });`;

describe('a run ends with', () => {
  it('what could not be run, and why', () => {
    const { status, lines } = run(PASSED + POLICY + WSDLS);
    expect(lines.slice(-3)).toEqual([
      'Not run: a policy: it needs root',
      'Not run: the WSDLs: they are not here',
      '1 passed, 0 failed, 1 skipped',
    ]);
    expect(status).toBe(0);
  });

  it('a failure where nothing may be skipped', () => {
    const { status, lines } = run(`${PASSED + POLICY}it.skip('later', () => {}); it.todo('some day');`, '1');
    expect(lines.slice(-4)).toEqual([
      'Not run, and KEYRING_SKIP_NOTHING is set: a policy: it needs root',
      'Not run, and KEYRING_SKIP_NOTHING is set: later',
      'Not run, and KEYRING_SKIP_NOTHING is set: some day',
      '1 passed, 3 failed',
    ]);
    expect(status).toBe(1);
  });

  it('no failure for what cannot be helped', () => {
    const { status, lines } = run(PASSED + WSDLS, '1');
    expect(lines.slice(-2)).toEqual(['Not run: the WSDLs: they are not here', '1 passed, 0 failed']);
    expect(status).toBe(0);
  });

  it('what passed at the second try only, and with what failed', () => {
    const { status, lines } = run(`${PASSED}
      let tries = 0;
      it('holds at last', { retry: 1 }, () => expect(tries++).toBe(1));
      it('does not', () => expect(1).toBe(2));`);
    expect(lines.slice(-2)).toEqual(['Passed at the second try: holds at last', '2 passed, 1 failed']);
    expect(status).toBe(1);
  });
});
