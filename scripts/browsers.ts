import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process, { argv, env, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

type Name = 'chromium' | 'firefox';

/** Where browsers are: commands on Linux, paths inside the folders for programs on macOS and Windows. */
const PLACES = {
  chromium: {
    title: 'Chrome, Chromium or Edge',
    variable: 'KEYRING_CHROMIUM',
    debianPackage: 'chromium',
    linux: [
      'google-chrome-stable',
      'google-chrome',
      'chromium',
      'chromium-browser',
      'microsoft-edge-stable',
      'microsoft-edge',
    ],
    darwin: [
      'Google Chrome.app/Contents/MacOS/Google Chrome',
      'Chromium.app/Contents/MacOS/Chromium',
      'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    win32: [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ],
  },
  firefox: {
    title: 'Firefox 140 or newer',
    variable: 'KEYRING_FIREFOX',
    debianPackage: 'firefox-esr',
    linux: ['firefox', 'firefox-esr'],
    darwin: ['Firefox.app/Contents/MacOS/firefox'],
    win32: ['Mozilla Firefox/firefox.exe'],
  },
};

/** The executable that the environment names, or the first found in the usual places. */
export function findBrowser(name: Name): string | undefined {
  const { variable, ...places } = PLACES[name];
  const named = env[variable];
  if (named) {
    if (!existsSync(named)) throw new Error(`${variable} names ${named}, which does not exist.`);
    return named;
  }
  const system = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  const folders = {
    linux: env.PATH?.split(delimiter),
    darwin: ['/Applications', join(env.HOME ?? '', 'Applications')],
    win32: [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA],
  }[system];
  return places[system]
    .flatMap((place) => (folders ?? []).flatMap((folder) => (folder ? join(folder, place) : [])))
    .find((path) => existsSync(path));
}

/** The executable; on Debian and Ubuntu, where we are root, the distribution's package is installed if need be. */
export async function ensureBrowser(name: Name): Promise<string> {
  const { title, variable, debianPackage } = PLACES[name];
  const found = findBrowser(name);
  if (found) return found;

  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`Install ${title}, or name its executable in the environment variable ${variable}.`);
  }
  console.log(`Installing ${debianPackage} with apt-get, as no ${title} was found …`);
  await aptGet('update');
  await aptGet('install', '-y', '--no-install-recommends', debianPackage);
  const installed = findBrowser(name);
  if (installed) return installed;
  throw new Error(
    `The package ${debianPackage} brought no browser (Ubuntu's only points to a snap): install ${title} from its maker, or name its executable in ${variable}.`,
  );
}

async function aptGet(...args: string[]): Promise<void> {
  try {
    await promisify(execFile)('apt-get', args, {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: Infinity,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    console.error(`${stdout ?? ''}${stderr ?? ''}`);
    throw new Error(`apt-get ${args.join(' ')} failed.`, { cause: error });
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of ['chromium', 'firefox'] as const) console.log(`${name}: ${await ensureBrowser(name)}`);
}
