interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly isHttpOnly: boolean;
}

/** The cookies of a browser profile. Tabs of one profile share them; a private window or a container has its own. */
export class CookieJar {
  readonly #cookies: Cookie[] = [];

  /**
   * Takes in a `Set-Cookie` header, or what a script has assigned to `document.cookie`. Ports are not told apart.
   * @param from the address that it came from
   */
  set(text: string, from: URL, by: 'server' | 'script' = 'server'): void {
    const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
    const attribute = (name: string) => attributes.map(split).find((each) => each[0].toLowerCase() === name);
    const [name, value] = split(pair);
    const given = attribute('path')?.[1] ?? '';
    const path = given.startsWith('/') ? given : from.pathname.replace(/\/[^/]*$/, '') || '/';
    const isHttpOnly = attribute('httponly') !== undefined;
    const index = this.#cookies.findIndex(
      (each) => each.name === name && each.host === from.hostname && each.path === path,
    );
    if (by === 'script' && (isHttpOnly || this.#cookies[index]?.isHttpOnly)) return;
    const lifetime = attribute('max-age');
    const isOver = lifetime !== undefined && Number(lifetime[1]) <= 0;
    const fresh = isOver ? [] : [{ name, value, host: from.hostname, path, isHttpOnly }];
    this.#cookies.splice(index === -1 ? this.#cookies.length : index, 1, ...fresh);
  }

  /** The cookies for an address as `Cookie` and `document.cookie` write them: the more specific path first. */
  get(address: URL, reader: 'server' | 'script' = 'server'): string {
    const isFor = ({ host, path, isHttpOnly }: Cookie) =>
      host === address.hostname &&
      `${address.pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`) &&
      (reader === 'server' || !isHttpOnly);
    return this.#cookies
      .filter(isFor)
      .sort((one, other) => other.path.length - one.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }
}

function split(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  return [name, value.join('=')];
}
