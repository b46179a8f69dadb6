/** A Markdown table; the first column says what, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('');
}

/** Milliseconds as a text: below ten with one decimal place. */
export function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}

/** Ours beside another: both, the ratio and, where there is one, the limit and whether it is kept. */
export function compare(
  what: string,
  ours: number,
  other: number,
  limit?: number,
  show: (value: number) => string = milliseconds,
): string[] {
  const verdict =
    limit === undefined ? ['–', ''] : [`${limit} ×`, ours / other <= limit ? 'within' : '**over**'];
  return [...plain(what, ours, other, show), ...verdict];
}

/** Ours beside another, without a limit. */
export function plain(what: string, ours: number, other: number, show: (value: number) => string): string[] {
  return [what, show(ours), show(other), `${(ours / other).toFixed(2)} ×`];
}

/** Something of ours that has a limit of its own. */
export function threshold(
  what: string,
  ours: number,
  limit: number,
  show: (value: number) => string,
): string[] {
  return [what, show(ours), show(limit), ours <= limit ? 'within' : '**over**'];
}
