/** The parts of a pasted text that holds both: public value and secret. */
export interface Pasted {
  readonly publicValue: string;
  readonly secret: string;
}

/**
 * Reads `server;user;secret`, and a copied row of two or three cells. Cells are parted by tabs.
 * @returns `null` for any other text
 */
export function readPastedEntry(text: string): Pasted | null {
  const line = text.replace(/\r?\n$/, '');
  if (/[\r\n]/.test(line)) return null;
  const cells = line.split('\t');
  const parts = cells.length > 1 ? cells : firstTwo(line);
  const secret = parts.at(-1) ?? '';
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part.trim() === '')) return null;
  return { publicValue: parts.slice(0, -1).join(';'), secret };
}

/** Server, user, and all the rest: a secret may hold a semicolon. */
function firstTwo(line: string): readonly string[] {
  const [, server, user, secret] = /^([^;]+);([^;]+);(.+)$/.exec(line) ?? [];
  return server && user && secret ? [server, user, secret] : [];
}
