import type { Surface } from './driver.ts';

/** What a field shows, to eye and assistive technology. */
interface FieldState {
  /** What stands in it; of a select the chosen option's text. */
  value: string;
  type: string;
  checked: boolean;
  disabled: boolean;
  required: boolean;
  invalid: boolean;
  /** The texts that aria-describedby points to. */
  description: string;
}

/** Works a form by the names that people and assistive technology know its parts by. */
export interface Form {
  /** Types a text, picks an option by its text, sets a date (`2026-12-31T08:00`) or a checkbox (boolean). */
  fill(name: string, value: string | boolean): Promise<void>;
  /** Clicks the button, link or option; `row` is a text in the list item or table row that holds it. */
  click(name: string, row?: string): Promise<void>;
  /** Puts the focus into the field, and changes nothing. */
  focus(name: string): Promise<void>;
  /** Presses a key on what has the focus; see `Surface`. */
  press(key: string): Promise<void>;
  field(name: string): Promise<FieldState>;
  /** The text of the element with the role, or ''. */
  status(): Promise<string>;
  alert(): Promise<string>;
  /** The visible text of the main landmark. */
  text(): Promise<string>;
  waitForStatus(pattern: RegExp): Promise<void>;
  waitForAlert(pattern: RegExp): Promise<void>;
  waitForText(pattern: RegExp): Promise<void>;
  waitForField(name: string): Promise<void>;
}

/** The form in a popup or page of the extension. */
export function form(surface: Surface): Form {
  const ask = <T>(request: Request) => surface.evaluate(inForm, request) as Promise<T>;
  const textOf = (where: string) => ask<string>({ do: 'text', name: where });
  const wait = (request: Request, what: string) =>
    surface.waitFor(inForm as (request: Request) => boolean, request, what);
  const waitForText = (name: string, { source, flags }: RegExp) =>
    wait({ do: 'shows', name, source, flags }, `/${source}/ in ${name}`);

  return {
    fill: (name, value) => ask({ do: 'fill', name, value }),
    click: (name, row) => ask({ do: 'click', name, row }),
    focus: (name) => ask({ do: 'focus', name }),
    press: (key) => surface.press(key),
    field: (name) => ask({ do: 'field', name }),
    status: () => textOf('[role="status"]'),
    alert: () => textOf('[role="alert"]'),
    text: () => textOf('main'),
    waitForStatus: (pattern) => waitForText('[role="status"]', pattern),
    waitForAlert: (pattern) => waitForText('[role="alert"]', pattern),
    waitForText: (pattern) => waitForText('main', pattern),
    waitForField: (name) => wait({ do: 'has', name }, `the field ${name}`),
  };
}

type Request =
  | { do: 'fill'; name: string; value: string | boolean }
  | { do: 'click'; name: string; row: string | undefined }
  | { do: 'shows'; name: string; source: string; flags: string }
  | { do: 'field' | 'focus' | 'has' | 'text'; name: string };

/** Runs in the document. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: it is taken there as text, and can use nothing from outside
function inForm(request: Request): unknown {
  type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  const controls = 'input:not([type="submit"], [type="button"], [type="reset"]), select, textarea';
  const clickable =
    'button, a[href], summary, input[type="submit"], [role="button"], [role="option"], [role="menuitem"]';

  switch (request.do) {
    case 'fill':
      return fill(one<Control>(controls, request.name), request.value);
    case 'click':
      return click(one(clickable, request.name, request.row));
    case 'focus':
      return one<Control>(controls, request.name).focus();
    case 'field':
      return state(one<Control>(controls, request.name));
    case 'has':
      return named(controls, request.name).length > 0;
    case 'text':
      return visibleText(request.name);
    case 'shows':
      return new RegExp(request.source, request.flags).test(visibleText(request.name));
  }

  function visibleText(selector: string): string {
    const element = document.querySelector<HTMLElement>(selector);
    return element?.checkVisibility() ? seen(element) : '';
  }

  function one<E extends HTMLElement>(kind: string, name: string, row?: string): E {
    const all = named(kind, name);
    const found = all.filter(
      (element) =>
        row === undefined ||
        element.closest('li, tr, [role="listitem"], [role="row"]')?.textContent.includes(row),
    );
    const [element] = found;
    if (element && found.length === 1) return element as E;
    const there = [...document.querySelectorAll(kind)].map((candidate) => names(candidate)[0]);
    const where = row === undefined ? '' : ` in the row of “${row}”`;
    throw new Error(`${found.length} parts are called “${name}”${where}; there are: ${there.join(', ')}`);
  }

  function named(kind: string, name: string): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(kind)].filter(
      (element) => element.checkVisibility() && names(element).includes(fold(name)),
    );
  }

  /** The accessible name first; then, of a label that says more, only its beginning. */
  function names(element: Element): string[] {
    const label = element.getAttribute('aria-label');
    if (label) return [fold(label)];
    const labelledBy = element.getAttribute('aria-labelledby');
    if (labelledBy) return [texts(labelledBy)];
    const labels = [...((element as HTMLInputElement).labels ?? [])];
    if (labels.length > 0) return labels.flatMap((each) => [spoken(each), beginning(each)]);
    const value = element instanceof HTMLInputElement ? element.value : '';
    return [spoken(element), fold(seen(element as HTMLElement)), fold(value), (element as HTMLElement).title];
  }

  function seen(element: HTMLElement): string {
    // biome-ignore lint/performance/useDomNodeTextContent: only what can be seen counts, and lines stay lines
    return element.innerText.trim();
  }

  function spoken(element: Element): string {
    const copy = element.cloneNode(true) as Element;
    for (const silent of copy.querySelectorAll('input, select, textarea, button, [aria-hidden="true"]'))
      silent.remove();
    return fold(copy.textContent);
  }

  function beginning(element: Element): string {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = fold(walker.currentNode.textContent ?? '');
      if (text) return text;
    }
    return '';
  }

  function texts(ids: string): string {
    const referred = ids.split(/\s+/).map((id) => (id ? document.getElementById(id)?.textContent : '') ?? '');
    return fold(referred.join(' '));
  }

  function fold(text: string): string {
    return text.replace(/\s+/g, ' ').trim();
  }

  function fill(control: Control, value: string | boolean): void {
    if (control.disabled) throw new Error(`${request.name} is disabled`);
    if (typeof value === 'boolean') {
      if ((control as HTMLInputElement).checked !== value) click(control);
    } else if (control instanceof HTMLSelectElement) {
      const option = [...control.options].find(({ text }) => fold(text) === fold(value));
      if (!option) throw new Error(`${request.name} has no option “${value}”`);
      set(control, option.value);
    } else if (['date', 'datetime-local', 'time', 'month', 'color', 'range'].includes(control.type)) {
      set(control, value);
    } else {
      // The browser's own editing fires the events and keeps the limits that it does for a person.
      control.focus();
      control.select();
      if (value === '') document.execCommand('delete');
      else document.execCommand('insertText', false, value);
      if (value !== '' && control.value === '') throw new Error(`${request.name} took no text`);
    }
  }

  function set(control: Control, value: string): void {
    control.focus();
    // The prototype's setter: a framework may have put its own on the element.
    const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), 'value')?.set;
    setter?.call(control, value);
    control.dispatchEvent(new Event('input', { bubbles: true }));
    control.dispatchEvent(new Event('change', { bubbles: true }));
  }

  function click(element: HTMLElement): void {
    if (element.matches(':disabled, [aria-disabled="true"]')) throw new Error(`${request.name} is disabled`);
    element.scrollIntoView({ block: 'nearest' });
    const mouse = { bubbles: true, cancelable: true, composed: true, view: window, detail: 1 };
    element.dispatchEvent(new PointerEvent('pointerdown', mouse));
    if (element.dispatchEvent(new MouseEvent('mousedown', mouse))) element.focus();
    element.dispatchEvent(new PointerEvent('pointerup', mouse));
    element.dispatchEvent(new MouseEvent('mouseup', mouse));
    element.click();
  }

  function state(control: Control): FieldState {
    return {
      value: control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.text ?? '') : control.value,
      type: control.type,
      checked: (control as HTMLInputElement).checked ?? false,
      disabled: control.disabled,
      required: control.required,
      invalid: control.getAttribute('aria-invalid') === 'true',
      description: texts(control.getAttribute('aria-describedby') ?? ''),
    };
  }
}
