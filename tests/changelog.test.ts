import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lastRelease } from './releases/last.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8'));
const last = JSON.parse(new TextDecoder().decode(lastRelease()['manifest.json']));

const [news, released] = readFileSync('CHANGELOG.md', 'utf8').split(`\n## [${last.version}] - `);

type Manifest = typeof manifest;

/** What people have agreed to, or need: each value by itself, so that each change is one. */
function terms(of: Manifest): string[] {
  const { gecko, gecko_android } = of.browser_specific_settings;
  const keys = ['permissions', 'host_permissions', 'optional_permissions', 'optional_host_permissions'];
  return [
    ...keys.flatMap((key): string[] => of[key] ?? []),
    ...Object.values<string>(of.content_security_policy).flatMap((policy) => policy.split(/;\s*/)),
    `Chrome ${of.minimum_chrome_version}`,
    `Firefox ${gecko.strict_min_version}`,
    `Firefox for Android ${gecko_android.strict_min_version}`,
    ...gecko.data_collection_permissions.required.map((kind: string) => `data collection: ${kind}`),
  ];
}

/** The terms that came or went, and that the changelog does not name. */
function unnamedChanges(from: Manifest, to: Manifest, log: string): string[] {
  const [before, after] = [terms(from), terms(to)];
  const changed = [
    ...after.filter((term) => !before.includes(term)),
    ...before.filter((term) => !after.includes(term)),
  ];
  return changed.filter((term) => !log.includes(`\`${term}\``));
}

describe('the changelog', () => {
  it('names each change of permissions, policy and minimum browser versions since the last release', () => {
    expect(unnamedChanges(last, manifest, news ?? '')).toEqual([]);
  });

  it('would have to name these', () => {
    const changed = structuredClone(manifest);
    changed.permissions = [...manifest.permissions.filter((each: string) => each !== 'storage'), 'tabs'];
    changed.host_permissions = ['https://*.superoffice.com/*'];
    changed.minimum_chrome_version = '999';
    changed.browser_specific_settings.gecko.strict_min_version = '999.0';
    changed.content_security_policy.extension_pages = "default-src 'none'; connect-src https:";
    const log = '- Asks for `tabs` and no longer for `storage`.';
    const unnamed = unnamedChanges(manifest, changed, log);
    expect(unnamed).toEqual(
      expect.arrayContaining([
        'https://*.superoffice.com/*',
        'connect-src https:',
        "connect-src 'none'",
        'Chrome 999',
        'Firefox 999.0',
      ]),
    );
    expect(unnamed).not.toContain('tabs');
    expect(unnamed).not.toContain('storage');
  });

  it('tells of the last release, and of what is newer', () => {
    expect(released).toMatch(/^\d{4}-\d{2}-\d{2}\n/);
    expect(news).toMatch(new RegExp(`^## \\[(Unreleased|${version})\\]`, 'm'));
    expect(version.localeCompare(last.version, 'en', { numeric: true })).toBe(1);
  });
});
