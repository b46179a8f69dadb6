import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** SuperOffice's own client with what it needs and no more, minified, as the script `officialClient`. */
export async function bundleClient(): Promise<string> {
  const built = (await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      target: ['chrome127', 'firefox140'],
      lib: { entry: `${here}official-client.js`, formats: ['iife'], name: 'officialClient' },
    },
  })) as Rolldown.RolldownOutput[];
  const code = built[0]?.output[0].code;
  if (!code) throw new Error('The client could not be bundled');
  return code;
}
