/** The form's fields, by the names that people know them by. */
export const FIELDS = [
  'Associate',
  'Type',
  'Public value',
  'Secret value',
  'Comment',
  'Valid from',
  'Valid to',
  'Active',
] as const;

export type FieldName = (typeof FIELDS)[number];

/** What a date field shows that was typed half. */
export const HALF = '?';

/** What a form shows: the signed-in user, and of each field its text; of Active `true` or `false`. */
export type Shown = Readonly<Record<FieldName | 'user', string>>;

/** What happened in a form, in milliseconds since 1970. */
export type Moment =
  /** Somebody pressed Enter or a button, and saw this just before. */
  | {
      readonly kind: 'pressed';
      readonly at: number;
      /** `Enter`, or the name of the button. */
      readonly what: string;
      /** True for a button that belongs to what the form says. */
      readonly inNotice: boolean;
      /** The text of the row that the button is in. */
      readonly row: string;
      /** The name of the list that the row is in: the type. */
      readonly rowType: string;
      /** What the form said just then. */
      readonly status: string;
      readonly shown: Shown;
    }
  | { readonly kind: 'said'; readonly at: number; readonly status: string; readonly alert: string };

/** What {@link look} sees. */
export interface Sight {
  /** What happened since the last look. */
  readonly moments: readonly Moment[];
  /** `null` where there are no fields. */
  readonly shown: Shown | null;
  readonly status: string;
  readonly alert: string;
  /** The names of the buttons in sight. */
  readonly buttons: readonly string[];
  readonly html: string;
}

interface Recorder {
  walk: { look(): Sight };
}

/**
 * Runs in a form's document, and keeps a journal of it there. What is pressed is noted before the form can know of it:
 * then it shows what the person acts on.
 */
export function record({ names, user }: { names: readonly string[]; user: string }): void {
  const moments: Moment[] = [];

  const textOf = (selector: string): string => {
    const element = document.querySelector<HTMLElement>(selector);
    // biome-ignore lint/performance/useDomNodeTextContent: only what can be seen counts, and lines stay lines
    return element?.checkVisibility() ? element.innerText.trim() : '';
  };
  const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent.trim();
  const shown = (): Shown | null => {
    const texts: Record<string, string> = {
      user: new RegExp(user).exec(textOf('main'))?.[1] ?? '',
    };
    for (const input of document.querySelectorAll('input')) {
      const label = input.labels?.[0]?.textContent.trim() ?? '';
      const name = names.find((each) => label.startsWith(each));
      if (name === undefined) continue;
      const { type, validity, checked, value } = input;
      texts[name] = type === 'checkbox' ? String(checked) : validity.badInput ? '?' : value;
    }
    return 'Associate' in texts ? (texts as Shown) : null;
  };
  const press = (what: string, element: Element | null) => {
    const now = shown();
    if (!now) return;
    const inNotice = Boolean(element?.closest('[role="alert"], [role="status"]'));
    const row = element?.closest('li, tr, [role="listitem"], [role="row"]')?.textContent ?? '';
    const list = element?.closest('ul')?.getAttribute('aria-labelledby') ?? '';
    const rowType = document.getElementById(list)?.textContent ?? '';
    const status = textOf('[role="status"]');
    moments.push({ kind: 'pressed', at: Date.now(), what, inNotice, row, rowType, status, shown: now });
  };
  let last = '';
  const listen = () => {
    const [status, alert] = [textOf('[role="status"]'), textOf('[role="alert"]')];
    const now = JSON.stringify([status, alert]);
    if (now !== last) moments.push({ kind: 'said', at: Date.now(), status, alert });
    last = now;
  };

  addEventListener(
    'pointerdown',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null;
      if (button) press(nameOf(button), button);
    },
    true,
  );
  addEventListener('keydown', ({ key }) => key === 'Enter' && press('Enter', null), true);
  new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
  listen();

  (globalThis as unknown as Recorder).walk = {
    look: () => ({
      moments: moments.splice(0),
      shown: shown(),
      status: textOf('[role="status"]'),
      alert: textOf('[role="alert"]'),
      buttons: [...document.querySelectorAll('button')].filter((each) => each.checkVisibility()).map(nameOf),
      html: document.documentElement.outerHTML,
    }),
  };
}

/** Runs in a document with a recorder. */
export function look(): Sight {
  return (globalThis as unknown as Recorder).walk.look();
}
