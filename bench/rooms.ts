import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { SUBSTITUTES } from '../scripts/substitutes/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each room of the worker's script weighs: its share of the code, of what all of it weighs gzipped. The heaviest first. */
export async function roomsOfWorker(): Promise<readonly (readonly [room: string, bytes: number])[]> {
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: SUBSTITUTES },
    build: {
      write: false,
      target: ['chrome127', 'firefox140'],
      rolldownOptions: { input: `${root}background/index.ts` },
    },
  })) as Rolldown.RolldownOutput;
  const [{ code, modules }] = output;
  const lengths = new Map<string, number>();
  for (const [id, { renderedLength }] of Object.entries(modules)) {
    const room = roomOf(id);
    lengths.set(room, (lengths.get(room) ?? 0) + renderedLength);
  }
  const all = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const weight = gzipSync(code, { level: 9 }).length;
  return [...lengths]
    .map(([room, length]) => [room, (weight * length) / all] as const)
    .filter(([, bytes]) => bytes >= 100)
    .sort(([, one], [, other]) => other - one);
}

function roomOf(id: string): string {
  const inPackage = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
  if (inPackage) return inPackage;
  const path = id.startsWith(root) ? id.slice(root.length) : '';
  return path.includes('/') ? `${path.slice(0, path.lastIndexOf('/'))}/` : 'the bundler’s own';
}
