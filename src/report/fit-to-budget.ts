import { joinMd, md, mdText, type SafeMarkdown } from './escape.js';

/** A part of a report that may be shortened item by item, never inside one. */
export interface Block {
  /** For the line that names what is folded, and the note that says what was left out. */
  readonly name: string;
  readonly before: SafeMarkdown;
  readonly items: readonly SafeMarkdown[];
  readonly after: SafeMarkdown;
  /** The line after the items when this many are not shown. */
  readonly more: (count: number) => SafeMarkdown;
  /** How many more are not shown, however much space there is. */
  readonly left: number;
  /** Largest part of the whole budget that it may take, 0 to 1. */
  readonly share: number;
}

const NEWLINE = md`\n`;
const GAP = md`\n\n`;
const EMPTY = md``;

/** What a report of limited size is made of. */
export interface Parts {
  readonly head: SafeMarkdown;
  /** Read at once. */
  readonly open: readonly Block[];
  /** Behind one line that names them. */
  readonly folded: readonly Block[];
  readonly foot: SafeMarkdown;
}

/**
 * Puts blocks between a head and a foot so that the whole takes at most `budget` bytes of UTF-8. The blocks take their
 * share from the top; what does not fit is left out from the bottom and named. Head and foot are always kept, so a
 * budget below their size is exceeded.
 */
export function fitToBudget({ head, open, folded, foot }: Parts, budget: number): SafeMarkdown {
  // Space for the longest possible note, and for the line that names what is folded, is reserved first.
  const note = leftOutNote([...open, ...folded].map(({ name }) => name));
  const behind = foldedText(folded, []);
  let available = budget - bytes(head) - bytes(foot) - bytes(note) - bytes(behind) - 4 * bytes(GAP);
  const leftOut: string[] = [];
  const fitted = (blocks: readonly Block[]) =>
    blocks.flatMap((block) => {
      const text = shorten(block, Math.min(available, Math.floor(block.share * budget)));
      if (text === null) {
        leftOut.push(block.name);
        return [];
      }
      available -= bytes(text) + bytes(GAP);
      return [{ block, text }];
    });
  const shown = fitted(open).map(({ text }) => text);
  const hidden = fitted(folded);
  const parts = [
    head,
    ...shown,
    hidden.length === 0
      ? EMPTY
      : foldedText(
          hidden.map(({ block }) => block),
          hidden.map(({ text }) => text),
        ),
    leftOut.length === 0 ? EMPTY : leftOutNote(leftOut),
    foot,
  ];
  return md`${joinMd(
    parts.filter((part) => part !== ''),
    GAP,
  )}\n`;
}

function foldedText(blocks: readonly Block[], texts: readonly SafeMarkdown[]): SafeMarkdown {
  if (blocks.length === 0) return EMPTY;
  const names = blocks.map(({ name }, index) => (index === 0 ? name.charAt(0).toUpperCase() + name.slice(1) : name));
  return joinMd([md`<details><summary>${mdText(names.join(' · '))}</summary>`, ...texts, md`</details>`], GAP);
}

/** The block with as many items as fit into this many bytes; null when not even one does. */
function shorten(block: Block, available: number): SafeMarkdown | null {
  const { before, items, after, left } = block;
  const fixed = bytes(before) + bytes(after) + 2 * bytes(NEWLINE);
  const sizes = items.map((item) => bytes(item) + bytes(NEWLINE));
  const total = sizes.reduce((sum, size) => sum + size, fixed);
  if (left === 0 && total <= available) return assemble(block, items, 0);
  let free = available - fixed - bytes(block.more(items.length + left)) - bytes(NEWLINE);
  let count = 0;
  for (const size of sizes) {
    free -= size;
    if (free < 0) break;
    count += 1;
  }
  return count === 0 ? null : assemble(block, items.slice(0, count), items.length - count + left);
}

function assemble({ before, after, more }: Block, items: readonly SafeMarkdown[], left: number): SafeMarkdown {
  const parts = [before, ...items, left > 0 ? more(left) : EMPTY, after];
  return joinMd(
    parts.filter((part) => part !== ''),
    NEWLINE,
  );
}

function leftOutNote(names: readonly string[]): SafeMarkdown {
  return md`<sub>Left out because of GitHub's size limit: ${mdText(names.join(', '))}. The full report has everything.</sub>`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
