import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What a reviewer reads first. A change here is a decision, not an accident. */
const manifest = JSON.parse(readFileSync('dist/manifest.json', 'utf8'));

describe('the built manifest', () => {
  it('asks for these permissions and no host', () => {
    expect(manifest.permissions).toEqual(['activeTab', 'scripting', 'contextMenus', 'storage']);
    for (const key of [
      'host_permissions',
      'optional_permissions',
      'optional_host_permissions',
      'content_scripts',
      'web_accessible_resources',
      'externally_connectable',
    ]) {
      expect(manifest).not.toHaveProperty(key);
    }
  });

  it('lets its pages and worker connect nowhere, run only their own code, and be framed by nobody', () => {
    expect(manifest.content_security_policy).toEqual({
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
  });

  it('carries the version of the package and names files that exist', () => {
    expect(manifest.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
    const files = [
      manifest.action.default_popup,
      manifest.options_ui.page,
      manifest.background.service_worker,
      ...manifest.background.scripts,
      ...Object.values(manifest.icons),
      ...Object.values(manifest.action.default_icon),
      `_locales/${manifest.default_locale}/messages.json`,
    ];
    for (const file of files) expect(readFileSync(`dist/${file}`).length, file).toBeGreaterThan(0);
  });

  it('keeps the names that people and automation rely on', () => {
    expect(manifest.action.default_popup).toBe('popup/index.html');
    expect(manifest.commands._execute_action.suggested_key.default).toBe('Alt+Shift+K');
  });
});
