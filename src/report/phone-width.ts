/**
 * How wide a table of the comment is at least on GitHub, in pixels: what does not fit can be scrolled to and is not seen.
 * Estimated from the letters, because nothing here knows fonts: a little too wide rather than too narrow.
 */
import { partsOfName } from './escape.js';

/** The content of a comment on a phone of 390 px. */
const PHONE = 358;
/** Padding and border of a cell. */
const CELL = 27;
/** A character of inline code, and the padding of the whole; one of bold text. */
const CODE = 8.2;
const CODE_PADDING = 11;
const TEXT = 9.6;

/** What cannot be broken in one column. */
export interface ColumnContent {
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** Whether a table with these columns needs no scrolling on a phone. */
export function fitsPhone(columns: readonly ColumnContent[]): boolean {
  return columns.reduce((sum, column) => sum + leastWidth(column), 0) <= PHONE;
}

function leastWidth({ names, texts }: ColumnContent): number {
  const code = longest(names.flatMap(partsOfName));
  const word = longest(texts.flatMap((text) => text.split(' ')));
  return CELL + Math.max(code === 0 ? 0 : code * CODE + CODE_PADDING, word * TEXT);
}

const longest = (words: readonly string[]) => words.reduce((most, word) => Math.max(most, Array.from(word).length), 0);
