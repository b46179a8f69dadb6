import browser from '../src/browser.ts';

/** What is kept for the worker in `storage.local`, and what an administrator has set; each as it came, unchecked. */
export interface Stored {
  readonly settings: unknown;
  /** The way that worked last, by base address. */
  readonly ways: unknown;
  /** Sites to which secrets may travel unencrypted. */
  readonly unencryptedSites: unknown;
  readonly policy: unknown;
}

type Own = Omit<Stored, 'policy'>;
const OWN = ['settings', 'ways', 'unencryptedSites'] as const satisfies (keyof Own)[];

let held: Promise<Stored> | undefined;

/** Every Save needs it, so it is read once in the worker's life, and again when something has changed. */
export function stored(): Promise<Stored> {
  return held ?? hold(read());
}

/** Keeps a value. Who asks from now on gets it, however long the writing takes. */
export async function keep(values: Partial<Own>): Promise<void> {
  await hold(browser.storage.local.set(values).then(read));
}

function hold(reading: Promise<Stored>): Promise<Stored> {
  held = reading;
  // What could not be read is read again the next time.
  reading.catch(() => {
    held = undefined;
  });
  return reading;
}

/** Listens for what others change: the person elsewhere, or an administrator. */
export function onStorageChanged(changes: object, area: string): void {
  if (area === 'managed' || (area === 'local' && OWN.some((key) => key in changes))) held = undefined;
}

async function read(): Promise<Stored> {
  const [own, policy] = await Promise.all([
    browser.storage.local.get([...OWN]) as Promise<Partial<Own>>,
    // Firefox rejects where no administrator has set anything.
    browser.storage.managed.get().catch(() => ({})),
  ]);
  const { settings = {}, ways = {}, unencryptedSites = [] } = own;
  return { settings, ways, unencryptedSites, policy };
}
