import { emptyDraft, TYPES } from '../src/credentials.ts';
import type { Preset } from '../src/messages.ts';
import type { Defaults } from '../src/read-lines.ts';
import {
  decode,
  type Encoding,
  type Rows,
  readFile,
  readPasted,
  regionOf,
  type Separator,
} from '../src/table.ts';
import { headingOf, placeColumns } from '../src/table-columns.ts';
import { isoRegion, writeDate } from '../src/table-dates.ts';
import { text } from '../src/ui/text.ts';
import { type Given, NO_SOURCE, type Source, type StoreState } from './store-state.ts';

/** How the person's own spreadsheet writes. */
export const REGION = regionOf(navigator.language);

/** The values that the fields of “For all” begin with: the same as in a new form. */
export function defaultsOf(preset: Preset): Defaults {
  const draft = emptyDraft(new Date(), preset);
  const iso = isoRegion(REGION);
  return {
    Type: draft.Type,
    PublicValue: '',
    ValidFrom: writeDate(draft.ValidFrom, 'ValidFrom', iso),
    ValidTo: writeDate(draft.ValidTo, 'ValidTo', iso),
    Comment: '',
    IsActive: 'yes',
  };
}

/**
 * The table in a text that was typed or pasted.
 * @param separator the one that the person has chosen, where it was guessed wrong
 */
export function givenText(text: string, preset: Preset, separator: Separator | null = null): Given {
  return given({ ...NO_SOURCE, text, separator }, readPasted(text, separator ?? undefined), preset);
}

/** The table in a file. `choice` is what the person has chosen, where it was guessed wrong. */
export function givenFile(
  bytes: Uint8Array,
  preset: Preset,
  choice: { readonly encoding?: Encoding; readonly separator?: Separator | null } = {},
): Given {
  const { text, encoding, isGuess } = decode(bytes, choice.encoding);
  const separator = choice.separator ?? null;
  const source: Source = {
    ...NO_SOURCE,
    text,
    bytes,
    encoding,
    isGuess: isGuess || choice.encoding !== undefined,
    separator,
  };
  return given(source, readFile(text, separator ?? undefined), preset);
}

function given(source: Source, rows: Rows, preset: Preset): Given {
  const types = preset.types.length > 0 ? preset.types : TYPES;
  return { kind: 'given', source, rows, placing: placeColumns(rows, { types, region: REGION }) };
}

/** The same table, with or without a heading. */
export function withHeading({ source, rows }: StoreState, hasHeading: boolean, preset: Preset): Given {
  const types = preset.types.length > 0 ? preset.types : TYPES;
  const placing = placeColumns(rows, { types, region: REGION, hasHeading });
  return { kind: 'given', source, rows, placing };
}

/** The names of columns that nobody has placed yet: their cells are not read. */
export function unreadColumns({ rows, placing: { columns, hasHeading } }: StoreState): readonly string[] {
  const heading = hasHeading ? headingOf(rows) : [];
  return columns.flatMap((placed, at) =>
    placed === null ? [heading[at]?.trim() || text('columnNumber', String(at + 1))] : [],
  );
}
