/** `yyyy-MM-ddTHH:mm:ss` by this computer's clock on the wall. */
export function wallClock(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
