import { type Defaults, readLines, type Table } from '../src/batch.ts';
import { emptyDraft, TYPES } from '../src/credentials.ts';
import type { Preset } from '../src/messages.ts';
import {
  decode,
  type Encoding,
  type Rows,
  readFile,
  readPasted,
  regionOf,
  type Separator,
} from '../src/table.ts';
import { placeColumns } from '../src/table-columns.ts';
import { isoRegion, writeDate } from '../src/table-dates.ts';
import { inSlices } from '../src/table-users.ts';
import { NO_SOURCE, type Source, type StoreEvent, type StoreState } from './store-state.ts';
import { nextTask } from './users.ts';

/** How the person's own spreadsheet writes. */
export const REGION = regionOf(navigator.language);

/** What the fields of “For all” begin with: what a form begins with. */
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
 * What was typed or pasted.
 * @param chosen what the person has chosen where it was guessed wrong; it holds for as long as it divides the first line
 */
export function givenText(text: string, preset: Preset, chosen: Separator | null = null): StoreEvent {
  const [heading = ''] = text.trimStart().split(/[\r\n]/, 1);
  const separator = chosen !== null && heading.includes(chosen) ? chosen : null;
  return given({ ...NO_SOURCE, text, separator }, readPasted(text, separator ?? undefined), preset);
}

/** What is in a file; `choice` is what the person has chosen where it was guessed wrong. */
export function givenFile(
  bytes: Uint8Array,
  preset: Preset,
  choice: { readonly encoding?: Encoding; readonly separator?: Separator | null } = {},
): StoreEvent {
  const { text, encoding, isGuess } = decode(bytes, choice.encoding);
  const separator = choice.separator ?? null;
  const source: Source = {
    text,
    bytes,
    encoding,
    isGuess: isGuess || choice.encoding !== undefined,
    separator,
  };
  return given(source, readFile(text, separator ?? undefined), preset);
}

function given(source: Source, rows: Rows, preset: Preset): StoreEvent {
  const types = preset.types.length > 0 ? preset.types : TYPES;
  return { kind: 'given', source, rows, placing: placeColumns(rows, { types, region: REGION }) };
}

/** The same table, with or without a heading. */
export function withHeading({ source, rows }: StoreState, hasHeading: boolean, preset: Preset): StoreEvent {
  const types = preset.types.length > 0 ? preset.types : TYPES;
  const placing = placeColumns(rows, { types, region: REGION, hasHeading });
  return { kind: 'given', source, rows, placing };
}

/** The lines as they are to be understood by now. */
export function tableOf(state: StoreState): Promise<Table> {
  const { rows, placing, defaults, begun, dateOrder, edits, madeSecrets } = state;
  const reading = { ...placing, defaults, begun, region: REGION, dateOrder, edits, madeSecrets };
  return inSlices(readLines(rows, reading), performance, nextTask);
}
