import messages from '../../_locales/en/messages.json' with { type: 'json' };
import { HALF, type Moment, type Shown } from './walk-recorder.ts';

/** A row of the CRM, by what tells it from others. */
export interface Key {
  readonly associate: number;
  readonly type: string;
  readonly publicValue: string;
}

/** The rest of it. */
interface Content {
  readonly secret: string;
  readonly comment: string;
  readonly from: string;
  readonly to: string;
  readonly active: boolean;
}

/** A Save or Remove that reached the CRM. */
export interface Write {
  readonly key: Key;
  /** `null` when it removes. */
  readonly content: Content | null;
  /** The full name of who was signed in by its ticket or cookie. */
  readonly user: string;
  readonly arrived: number;
  /** When the CRM carried it out; 0 when it has not. */
  readonly executed: number;
}

/** Everything that the oracle knows: what was pressed and said in which form, and what the CRM was asked to change. */
export interface Journal {
  readonly moments: readonly (Moment & { readonly form: string })[];
  readonly writes: readonly Write[];
  /** What the CRM held before. */
  readonly seeded: readonly { readonly key: Key; readonly content: Content }[];
}

type Pressed = Extract<Journal['moments'][number], { kind: 'pressed' }>;

/** In milliseconds: the browser's clock and the CRM's are the same, read differently. */
const SLACK = 20;

/** How a blank is shown where it would not be seen; none of them counts when sentences are compared. */
const BLANKS = /[\s·␠␣⎵]+/g;
const plain = (text: string) => text.replace(BLANKS, '');

/** A sentence of the form as a pattern, with a group in place of each substitution. */
function pattern(sentence: string, upTo = sentence.length): RegExp {
  const literal = sentence.slice(0, upTo).replace(/[.*+?^{}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\$\d/g, '(.*?)')}`, 's');
}

const SAVED = pattern(messages.saved.message);
const SWITCHED = [messages.switchedOff, messages.switchedOn].map(({ message }) => pattern(message));
const READ_BACK = pattern(messages.savedReadBack.message);
const REMOVED = pattern(messages.removed.message, messages.removed.message.indexOf('”') + 1);
const AT_WORK = [messages.opening, messages.saving, messages.removing, messages.stillWaiting].map(
  ({ message }) => message,
);
const NOT_SAVED = messages.leadSave.message;
const NOT_REMOVED = messages.leadRemove.message;

/** Which Save a sentence is about. */
function nameOf({ Type, 'Public value': publicValue, Associate }: Shown): string {
  const texts = [Type, publicValue, Associate];
  return messages.whichSave.message.replace(/\$(\d)/g, (_, number) => texts[Number(number) - 1] ?? '');
}

/** True for what the form says while it waits for something. */
export function isAtWork(status: string): boolean {
  return AT_WORK.some((text) => status.startsWith(text));
}

/** The number of the associate that the field shows as chosen; a text that was only typed has none. */
export function associateIn(text: string): number {
  return Number(/#(\d+)$/.exec(text)?.[1] ?? Number.NaN);
}

/** True when the date field's text means that time. A day alone is all of that day. */
function means(field: 'from' | 'to', text: string, time: string): boolean {
  if (text === HALF) return time.startsWith(field === 'from' ? '2031-12-31T00:00' : '2031-12-31T23:59');
  if (text === '') return field === 'to' && time === '9999-12-31T23:59:59';
  return time === (/T\d\d:\d\d$/.test(text) ? `${text}:00` : text);
}

/**
 * True when this is what the form showed, in every field.
 * @param earlier what the CRM has held of the same name so far: a Save takes over from it what nobody has typed
 */
function showed(shown: Shown, { key, content }: Write, earlier: readonly (Content | undefined)[]): boolean {
  if (content === null) return false;
  const { Comment: comment, 'Valid from': from, 'Valid to': to, Active: active } = shown;
  const isRestOf = (held: Content | undefined) =>
    (comment === content.comment || (comment === '' && held?.comment === content.comment)) &&
    // A form begins with the first minute of the day.
    (means('from', from, content.from) || (from.endsWith('T00:00') && held?.from === content.from)) &&
    (means('to', to, content.to) || (to === '' && held?.to === content.to)) &&
    (active === String(content.active) || (active === 'true' && held?.active === content.active));
  return (
    associateIn(shown.Associate) === key.associate &&
    shown.Type === key.type &&
    shown['Public value'] === key.publicValue &&
    shown['Secret value'] === content.secret &&
    [undefined, ...earlier].some(isRestOf)
  );
}

/** Fields by name with the text that a carried out Save has stored of each. */
export function isStored(field: string, text: string, writes: readonly Write[]): boolean {
  return writes.some(({ key, content, executed }) => {
    if (!content || executed === 0) return false;
    const stored: Record<string, boolean> = {
      Associate: associateIn(text) === key.associate,
      Type: text === key.type,
      'Public value': text === key.publicValue,
      'Secret value': text === content.secret,
      Comment: text === content.comment,
      'Valid from': means('from', text, content.from),
      'Valid to': means('to', text, content.to),
      Active: text === String(content.active),
    };
    return stored[field] === true;
  });
}

/** What the form's own button is called; in a row the same names only fill the form. */
const SAVES = [messages.save, messages.switchOff, messages.switchOn].map(({ message }) => message);

const asksToSave = ({ what, inNotice, row }: Pressed) =>
  what === 'Enter' ||
  (row === '' && SAVES.includes(what)) ||
  (inNotice && what !== messages.step_askAgain.message && what !== messages.cancel.message);

const asksToRemove = ({ what }: Pressed) => what === messages.remove.message;

function isAskedFor(write: Write, asked: Pressed, earlier: readonly Content[]): boolean {
  const { key, content, user } = write;
  if (asked.shown.user !== user) return false;
  if (content) return asksToSave(asked) && showed(asked.shown, write, earlier);
  return (
    asksToRemove(asked) &&
    asked.row.includes(key.publicValue) &&
    asked.rowType === key.type &&
    associateIn(asked.shown.Associate) === key.associate
  );
}

const isDoneBy = (at: number, { executed }: Write) => executed !== 0 && executed <= at + SLACK;

/** What the CRM was asked for and did, and what each of the person's acts has sent. */
type History = ReturnType<typeof historyOf>;

function historyOf({ moments, writes, seeded }: Journal) {
  const pressed = moments.filter((moment) => moment.kind === 'pressed');

  /** What the CRM was given under a name and carried out, the latest last. */
  const doneUntil = (at: number, { associate, type, publicValue }: Key) => {
    const isThis = ({ key }: { readonly key: Key }) =>
      key.associate === associate && key.type === type && key.publicValue === publicValue;
    const done = writes
      .filter((write) => isThis(write) && isDoneBy(at, write))
      .sort((one, other) => one.executed - other.executed);
    return [...seeded.filter(isThis), ...done];
  };

  const origins = new Map(
    writes.map((write) => {
      const earlier = doneUntil(write.arrived, write.key)
        .filter((each) => each !== write)
        .flatMap(({ content }) => content ?? []);
      const isOrigin = (asked: Pressed) =>
        asked.at <= write.arrived + SLACK && isAskedFor(write, asked, earlier);
      return [write, pressed.findLast(isOrigin)];
    }),
  );

  return {
    pressed,
    unasked: writes.filter((write) => !origins.get(write)),
    sentBy: (asked: Pressed) => writes.filter((write) => origins.get(write) === asked),
    heldAt: (at: number, key: Key) => doneUntil(at, key).at(-1)?.content ?? null,
    /** Which of all rows that ever were the button was in. */
    rowOf({ row }: Pressed): string {
      const all = [...seeded, ...writes].map(({ key }) => key.publicValue);
      const those = all.filter((publicValue) => row.includes(publicValue));
      return those.sort((one, other) => other.length - one.length)[0] ?? '';
    },
  };
}

/** What a form has begun to say. */
interface Statement {
  readonly form: string;
  readonly at: number;
  readonly text: string;
  /** When the form has last said how something ended. */
  readonly lastEnd: number;
}

/**
 * What is not true: writes that nobody asked for, and statements that the CRM refutes. It knows what a person did and what
 * the CRM was asked for and did; of the extension it knows what the form says.
 */
export function lies(journal: Journal): string[] {
  const { moments } = journal;
  const history = historyOf(journal);
  const found = history.unasked.map(
    (write) => `1: nobody asked for this ${write.content ? 'Save' : 'Remove'}: ${JSON.stringify(write)}`,
  );
  for (const form of new Set(moments.map((moment) => moment.form))) {
    let before = { at: 0, status: '', alert: '' };
    let lastEnd = 0;
    for (const moment of moments) {
      if (moment.form !== form || moment.kind !== 'said') continue;
      const { at, status, alert } = moment;
      if (status !== before.status) found.push(...judgeStatus(history, { form, at, text: status, lastEnd }));
      if (alert !== before.alert) found.push(...judgeAlert(history, { form, at, text: alert, lastEnd }));
      if (/^(Saved|Switched|Removed)/.test(status) || alert) lastEnd = at;
      before = moment;
    }
  }
  return found;
}

/**
 * What a statement may be about, of all that was asked for: what was asked in this form since it last said how
 * something ended; or else the last there that sent anything; or else whatever was asked in other forms. Of several, the
 * form has taken one and passed over the others: it was at work, or refused them at their fields.
 */
function candidates(
  { pressed, sentBy }: History,
  { form, at, lastEnd }: Statement,
  isMeant: (asked: Pressed) => boolean,
): Pressed[] {
  const meant = pressed.filter(
    (asked) => asked.at <= at && isMeant(asked) && (!isAtWork(asked.status) || sentBy(asked).length > 0),
  );
  const own = meant.filter((asked) => asked.form === form);
  const recent = own.filter((asked) => asked.at > lastEnd);
  if (recent.length > 0) return recent;
  const sent = own.findLast((asked) => sentBy(asked).length > 0);
  return sent ? [sent] : meant.filter((asked) => asked.form !== form);
}

function judgeStatus(history: History, statement: Statement): string[] {
  if (/^(Saved|Switched)/.test(statement.text)) return judgeSaved(history, statement);
  return statement.text.startsWith('Removed') ? judgeRemoved(history, statement) : [];
}

function judgeSaved(history: History, statement: Statement): string[] {
  const { form, at, text } = statement;
  const said = `${form} says “${text}”`;
  const [, type, publicValue, name] = [SAVED, ...SWITCHED].map((each) => each.exec(text)).find(Boolean) ?? [];
  if (type === undefined || publicValue === undefined || name === undefined)
    return [`${said}, which the oracle cannot read`];
  const asked = candidates(history, statement, (each) => {
    const { Type, Associate } = each.shown;
    return (
      asksToSave(each) &&
      plain(Type) === plain(type) &&
      plain(each.shown['Public value']) === plain(publicValue) &&
      plain(Associate) === plain(name)
    );
  });
  if (asked.length === 0) return [`7: ${said}, and nobody asked for that`];
  const isReadBack = READ_BACK.test(text);
  const isTrue = asked.flatMap(history.sentBy).some((write) => {
    if (!isDoneBy(at, write)) return false;
    return !isReadBack || JSON.stringify(history.heldAt(at, write.key)) === JSON.stringify(write.content);
  });
  return isTrue ? [] : [`2: ${said}, and the CRM has not just what was sent`];
}

function judgeRemoved(history: History, statement: Statement): string[] {
  const { form, at, text } = statement;
  const said = `${form} says “${text}”`;
  const [, publicValue] = REMOVED.exec(text) ?? [];
  if (publicValue === undefined) return [`${said}, which the oracle cannot read`];
  const isMeant = (each: Pressed) => asksToRemove(each) && plain(each.row).includes(plain(publicValue));
  const asked = candidates(history, statement, isMeant);
  if (asked.length === 0) return [`7: ${said}, and nobody asked for that`];
  const keyOf = (each: Pressed): Key => ({
    associate: associateIn(each.shown.Associate),
    type: each.rowType,
    publicValue: history.rowOf(each),
  });
  const isTrue = asked.some(
    (each) =>
      history.sentBy(each).some((write) => isDoneBy(at, write)) || history.heldAt(at, keyOf(each)) === null,
  );
  return isTrue ? [] : [`4: ${said}, and the CRM has it`];
}

function judgeAlert(history: History, statement: Statement): string[] {
  const { form, text } = statement;
  if (/not known/.test(text)) return [];
  const [rule, isMeant] = text.startsWith(NOT_SAVED)
    ? ([3, asksToSave] as const)
    : text.startsWith(NOT_REMOVED)
      ? ([4, asksToRemove] as const)
      : [];
  const done = isMeant ? doneAfterAll(history, statement, isMeant) : [];
  if (done.length === 0) return [];
  return [`${rule}: ${form} says “${text}”, and the CRM has done it: ${JSON.stringify(done)}`];
}

/** What the CRM was sent by what an alert says of that it was not done, where that is not so. */
function doneAfterAll(
  history: History,
  statement: Statement,
  isMeant: (asked: Pressed) => boolean,
): readonly Write[] {
  const { text } = statement;
  const meant = candidates(history, statement, isMeant);
  // A Save is named whole, a Remove by what it removes.
  const named = meant.filter(({ what, shown }) =>
    what === messages.remove.message
      ? shown['Public value'] && text.includes(shown['Public value'])
      : plain(text).includes(plain(nameOf(shown))),
  );
  const asked = named.length > 0 ? named : meant;
  const sent = asked.map(history.sentBy).filter((writes) => writes.length > 0);
  // Of what other forms have asked for, one that came to nothing is enough.
  const isTrue = sent.length === 0 || sent.some((writes) => writes.every(({ executed }) => executed === 0));
  return isTrue ? [] : sent.flat();
}
