import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
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
function findBrowser(name: Name): string | undefined {
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
    .find((path) => existsSync(path) && !isEmptyPackage(path));
}

/** Ubuntu's packages are scripts that start a snap, whether it is installed or not. */
function isEmptyPackage(path: string): boolean {
  if (statSync(path).size > 10_000) return false;
  const snap = /\/snap\/bin\/[\w.-]+/.exec(readFileSync(path, 'utf8'))?.[0];
  return snap !== undefined && !existsSync(snap);
}

/** Gives the executable. As root on Debian or Ubuntu, this installs the distribution's package if there is no browser. */
export async function ensureBrowser(name: Name): Promise<string> {
  const found = findBrowser(name);
  if (found) return found;

  const { title, variable, debianPackage } = PLACES[name];
  const advice = `install ${title}, or name its executable in the environment variable ${variable}.`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(`No browser found: ${advice}`);

  console.log(`Installing the package ${debianPackage}, as no ${title} was found.`);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', debianPackage]]) {
    await aptGet(args).catch((error) => {
      console.error(`${error.stdout}${error.stderr}`);
      throw new Error(`apt-get ${args.join(' ')} failed: ${advice}`, { cause: error });
    });
  }
  const installed = findBrowser(name);
  if (installed) return installed;
  throw new Error(`The package ${debianPackage} has no browser in it (Ubuntu's points to a snap): ${advice}`);
}

function aptGet(args: string[]): Promise<unknown> {
  return promisify(execFile)('apt-get', args, {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: Number.POSITIVE_INFINITY,
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    for (const name of ['chromium', 'firefox'] as const) console.log(`${name}: ${await ensureBrowser(name)}`);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
