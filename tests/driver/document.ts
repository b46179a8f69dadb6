/** Runs a self-contained function in a document and gives back its (awaited) result, by way of JSON. */
export interface Evaluate {
  <R>(fn: () => R | Promise<R>): Promise<R>;
  <A, R>(fn: (arg: A) => R | Promise<R>, arg: A): Promise<R>;
}

/** Waits in a document until `fn` gives true; the error if it never does names `what` and shows the page. */
export type WaitFor = <A>(fn: (arg: A) => boolean, arg: A, what: string) => Promise<void>;

const PATIENCE = 20_000;

/** A function's source that runs anywhere: esbuild's keepNames puts calls of its `__name` into functions. */
export function sourceOf(fn: unknown): string {
  return `(() => { const __name = (target) => target; return ${fn}; })()`;
}

/** How functions are run in a document, given how one JavaScript expression is. */
export function inDocument(run: (expression: string) => Promise<unknown>): {
  evaluate: Evaluate;
  waitFor: WaitFor;
} {
  // Errors cross the border as text, so that both browsers report them alike.
  async function result(body: string): Promise<unknown> {
    const json = await run(`(async () => { ${body} })().then(
      (value) => JSON.stringify({ value }),
      (error) => JSON.stringify({ error: String(error) }),
    )`);
    const { value, error } = JSON.parse(String(json));
    if (error !== undefined) throw new Error(`In the document: ${error}`);
    return value;
  }

  return {
    evaluate: ((fn: unknown, arg: unknown) =>
      result(`return (${sourceOf(fn)})(${JSON.stringify(arg)});`)) as Evaluate,
    async waitFor(fn, arg, what) {
      const shown = await result(`
        const fn = ${sourceOf(fn)};
        const end = performance.now() + ${PATIENCE};
        while (!fn(${JSON.stringify(arg)})) {
          if (performance.now() > end) return globalThis.document?.documentElement.innerText ?? '';
          await new Promise((resume) => setTimeout(resume, 15));
        }`).catch((error) => {
        throw new Error(`Waiting for ${what}: ${error.message}`, { cause: error });
      });
      if (shown === undefined) return;
      throw new Error(`Waited ${PATIENCE / 1000} s for ${what}; the document shows:\n${shown}`);
    },
  };
}

/** For `evaluate`: fulfilled when the document has kept its size for some frames; popups grow in steps. */
export async function sizeSettled(): Promise<void> {
  let size = '';
  for (let calm = 0; calm < 8; calm++) {
    await new Promise(requestAnimationFrame);
    if (size !== `${innerWidth}×${innerHeight}`) {
      size = `${innerWidth}×${innerHeight}`;
      calm = 0;
    }
  }
}

/** For `evaluate` in any document of the extension: everything the extension has stored. */
export async function readStorages(): Promise<Record<string, unknown>> {
  type Area = { get(): Promise<unknown> };
  const { storage } = (globalThis as unknown as { chrome: { storage: Record<string, Area | undefined> } })
    .chrome;
  return {
    local: await storage.local?.get(),
    session: await storage.session?.get(),
    sync: await storage.sync?.get(),
    localStorage: { ...localStorage },
    sessionStorage: { ...sessionStorage },
  };
}

/** For `evaluate` in any document of the extension: the extension forgets all it has learned and been told, but for policies. */
export async function forgetAll(): Promise<void> {
  type Area = { clear(): Promise<void> };
  const { storage } = (globalThis as unknown as { chrome: { storage: { session: Area; local: Area } } })
    .chrome;
  await Promise.all([storage.session.clear(), storage.local.clear()]);
}

/** A file, as it crosses the border into a document. */
interface GivenFile {
  readonly name: string;
  readonly base64: string;
}

/** A file of this name, with a text or bytes in it. */
export function fileOf(name: string, content: string | Uint8Array): GivenFile {
  return { name, base64: Buffer.from(content as string).toString('base64') };
}

/** Runs in the document: chooses a file in its file field, as the browser's own window for it cannot be worked from outside. */
export function chooseFile({ name, base64 }: GivenFile): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const input = document.querySelector<HTMLInputElement>('input[type="file"]');
  if (!input) throw new Error('There is no field for a file.');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
