import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, filledIn, type Publisher, publisher, undecided } from '../scripts/publisher.ts';

const DECIDED: Publisher = {
  author: { name: 'Example Ltd', email: 'security@example.com' },
  homepage: 'https://git.example.com/keyring',
  bugs: { url: 'https://git.example.com/keyring/issues' },
};

describe('what the publisher decides', () => {
  it.each(DOCUMENTS)('is in %s as package.json has it', (document) => {
    const written = readFileSync(document, 'utf8');
    expect(written).toMatch(/<!-- publisher: \w+ -->/);
    expect(written, '`npm run publisher` writes it anew').toBe(filledIn(written, publisher()));
    // None of the passages is left that tells a reader to look elsewhere.
    expect(filledIn(written, DECIDED)).not.toContain('the store’s page');
  });

  it('is missing field by field, until nothing is', () => {
    expect(undecided(DECIDED)).toEqual([]);
    expect(undecided({ ...DECIDED, homepage: '' })).toEqual([expect.stringMatching(/^homepage: /)]);
    expect(undecided({ ...DECIDED, author: { name: '', email: '' } })).toHaveLength(2);
  });

  it.runIf(undecided(publisher()).length > 0)(
    'has to be there before archives for a store are made',
    async () => {
      const packing = promisify(execFile)('node_modules/.bin/tsx', ['scripts/package.ts', '--store']);
      await expect(packing).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/still needs.*author\.name/s),
      });
    },
  );

  it('is the id of Firefox’s extension everywhere, and nobody’s domain', () => {
    const { id } = JSON.parse(readFileSync('manifest.json', 'utf8')).browser_specific_settings.gecko;
    expect(id).toMatch(/^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/);
    for (const document of ['docs/administrators.md', 'docs/store/publisher.md']) {
      const ids = readFileSync(document, 'utf8').match(/\{[0-9a-f]{8}-[0-9a-f-]{27}\}/g);
      expect(new Set(ids), document).toEqual(new Set([id]));
    }
  });
});
