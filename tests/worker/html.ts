/** What functions that run in a page may know of an element. */
export class Element {
  constructor(
    readonly localName: string,
    readonly attributes: Readonly<Record<string, string>>,
  ) {}

  get id(): string {
    return this.attributes.id ?? '';
  }

  getAttribute(name: string): string | null {
    return this.attributes[name] ?? null;
  }
}

export class HTMLInputElement extends Element {
  get value(): string {
    return this.attributes.value ?? '';
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The elements of a page of the demo CRM, which writes all attributes in double quotes. */
export function elementsOf(html: string): Element[] {
  return [...html.matchAll(/<(\w+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, tag = '', written = '']) => {
      const attributes = [...written.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(
        ([, name, value = '']) =>
          [name, value.replace(/&(\w+);/g, (_, each) => ENTITIES[each] ?? '')] as const,
      );
      const Kind = tag.toLowerCase() === 'input' ? HTMLInputElement : Element;
      return new Kind(tag.toLowerCase(), Object.fromEntries(attributes));
    },
  );
}

/** The elements that a selector finds: a list of `tag`, `#id` and `[attribute="value"]`, and combinations of these. */
export function select(elements: readonly Element[], selector: string): Element[] {
  const alternatives = selector.split(',').map((each) => {
    const [, tag, id, rest = ''] =
      /^([\w-]+)?(?:#([\w-]+))?((?:\[[\w-]+="[^"]*"\])*)$/.exec(each.trim()) ?? [];
    if (tag === undefined && id === undefined && !rest)
      throw new Error(`This page cannot look for ${selector}.`);
    const wanted = [...rest.matchAll(/\[([\w-]+)="([^"]*)"\]/g)];
    return (element: Element) =>
      (tag === undefined || element.localName === tag.toLowerCase()) &&
      (id === undefined || element.id === id) &&
      wanted.every(([, name = '', value]) => element.getAttribute(name) === value);
  });
  return elements.filter((element) => alternatives.some((fits) => fits(element)));
}
