import { sameBase } from '../src/addresses.ts';
import { isRecord } from '../src/is-record.ts';
import type { SiteView } from '../src/messages.ts';
import { DEFAULTS, type SiteSettings, wrongSettings } from '../src/settings.ts';
import { ask } from '../src/ui/ask.ts';
import { text } from '../src/ui/text.ts';
import type { Outcome } from './outcome.ts';
import { labelOf } from './site-form.tsx';

interface Props {
  readonly views: readonly SiteView[];
  /** `undefined` where the settings cannot be read; the page says so. */
  readonly load: () => Promise<readonly SiteView[] | undefined>;
  readonly report: (outcome: Outcome) => void;
}

/** The person's own settings as a file, in the shape of an administrator's policy; application tokens stay out of it. */
export function ExportImport({ views, load, report }: Props) {
  const read = async (file: File) => {
    const sites = sitesOf(await textOf(file));
    if (!sites) return report({ wrong: <p>{text('noSettingsInFile')}</p> });
    const known = await load();
    // Saving only what the file holds would delete the settings that could not be read.
    if (!known) return;
    const imported: string[] = [];
    const refused: string[] = [];
    // One after the other: where a file names an installation twice, the last one counts.
    for (const [base, site] of Object.entries(sites)) {
      const why = await importSite(base, site, known);
      if (why === undefined) imported.push(base);
      else refused.push(why ? `${base} (${why})` : base);
    }
    await load();
    report({
      said: imported.length > 0 && text('settingsImported', imported.join(', ')),
      wrong: refused.length > 0 && <p>{text('settingsNotImported', refused.join(', '))}</p>,
    });
  };

  return (
    <section class="section" aria-labelledby="transfer">
      <h2 id="transfer">{text('transfer')}</h2>
      <div class="row">
        <a
          class="button"
          download="keyring-settings.json"
          href={`data:application/json,${encodeURIComponent(exportOf(views))}`}
        >
          {text('exportSettings')}
        </a>
        <label class="button">
          {text('importSettings')}
          <input
            type="file"
            accept=".json,application/json"
            onChange={async ({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) await read(file);
              // Without this, choosing the same file again would be no change.
              currentTarget.value = '';
            }}
          />
        </label>
        <p class="hint">{text('hintTransfer')}</p>
      </div>
    </section>
  );
}

function exportOf(views: readonly SiteView[]): string {
  const sites = views
    .filter(({ own }) => Object.keys(own).length > 0)
    .map(({ base, own: { applicationToken: _, ...rest } }) => [base, rest]);
  return JSON.stringify({ sites: Object.fromEntries(sites) }, null, 2);
}

/** @returns `undefined` when it was imported; otherwise the names of the invalid fields, if any */
async function importSite(
  base: string,
  site: unknown,
  known: readonly SiteView[],
): Promise<string | undefined> {
  if (!isRecord(site)) return '';
  const { applicationToken: _, ...given } = site as Partial<SiteSettings>;
  const wrong = wrongSettings(given);
  if (wrong.length > 0) return wrong.map(nameOf).join(', ');
  const own = known.find((view) => sameBase(view.base, base))?.own;
  const result = await ask('saveSettings', { base, site: { ...DEFAULTS, ...own, ...given } });
  return result.ok ? undefined : '';
}

/** The label of a field; or the name as it is, because a file may hold names of no field. */
function nameOf(name: string): string {
  return Object.hasOwn(DEFAULTS, name) ? labelOf(name as keyof SiteSettings) : name;
}

async function textOf(file: File): Promise<string> {
  try {
    return await file.text();
  } catch {
    // A file that is gone or cannot be read holds no settings.
    return '';
  }
}

function sitesOf(content: string): Record<string, unknown> | undefined {
  try {
    const { sites } = JSON.parse(content);
    return isRecord(sites) ? sites : undefined;
  } catch {
    return undefined;
  }
}
