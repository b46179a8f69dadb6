import { baseKey, type Subject } from './addresses.ts';

/**
 * The person, associate or company that a form was opened for, and the installation. A form sends its purpose to the worker
 * each time, and has it in its own address when it moves to a window: `person-207-1q9z8k`. It holds only an id and a
 * fingerprint of the base address, because browsers keep addresses of pages on the disk.
 */
interface Purpose {
  readonly subject: Subject;
  readonly site: string;
}

/** The purpose of a form about a page or link, as a text. */
export function purposeOf(subject: Subject, base: string): string {
  if (subject.kind === 'offered') return `offered-${purposeOf(subject.somebody, base)}`;
  return `${subject.kind}-${'id' in subject ? subject.id : 0}-${siteFingerprint(base)}`;
}

/** Reads what {@link purposeOf} writes; `undefined` for anything else. */
export function readPurpose(text: string): Purpose | undefined {
  const [, offered, kind, digits, site = ''] =
    /^(offered-(?=[ap]))?(associate|person|company|nobody)-(\d{1,10})-([\da-z]+)$/.exec(text) ?? [];
  const id = Number(digits);
  switch (kind) {
    case 'associate':
    case 'person':
      return { subject: offered ? { kind: 'offered', somebody: { kind, id } } : { kind, id }, site };
    case 'company':
      return { subject: { kind, id }, site };
    case 'nobody':
      return { subject: { kind }, site };
    default:
      return undefined;
  }
}

/** A fingerprint (FNV-1a) of a base address, the same for all spellings of it. */
export function siteFingerprint(base: string): string {
  let hash = 0x811c9dc5;
  for (const character of baseKey(base)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
