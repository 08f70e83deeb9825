import { joinMd, md, mdText, type SafeMarkdown } from './escape.js';

/** A part of a report that may be shortened item by item, never inside one. */
export interface Section {
  /** In words, for the note that says what was left out. */
  readonly name: string;
  readonly before: SafeMarkdown;
  readonly items: readonly SafeMarkdown[];
  readonly after: SafeMarkdown;
  /** The line behind the items when `left` of them are not shown. */
  readonly more: (left: number) => SafeMarkdown;
  /** Most items shown, however much room there is. */
  readonly limit: number;
  /** Largest part of the whole budget that it may take, 0 to 1. */
  readonly share: number;
}

const NEWLINE = md`\n`;
const GAP = md`\n\n`;

/**
 * Puts sections between a head and a foot so that the whole takes at most `budget` bytes of UTF-8. The sections take
 * their room from the top; what does not fit is left out from the bottom and named. Head and foot always stay, so a
 * budget below their size is exceeded.
 */
export function fitToBudget(
  head: SafeMarkdown,
  sections: readonly Section[],
  foot: SafeMarkdown,
  budget: number,
): SafeMarkdown {
  const present = sections.filter(({ items }) => items.length > 0);
  // The longest note that could become necessary is paid for first.
  let room = budget - bytes(head) - bytes(foot) - bytes(leftOutNote(present.map(({ name }) => name))) - 3 * bytes(GAP);
  const shown: SafeMarkdown[] = [];
  const leftOut: string[] = [];
  for (const section of present) {
    const text = shorten(section, Math.min(room, Math.floor(section.share * budget)));
    if (text === null) leftOut.push(section.name);
    else {
      shown.push(text);
      room -= bytes(text) + bytes(GAP);
    }
  }
  const note = leftOut.length === 0 ? [] : [leftOutNote(leftOut)];
  return md`${joinMd(
    [head, ...shown, ...note, foot].filter((part) => part !== ''),
    GAP,
  )}\n`;
}

/** The section with as many items as fit into `room` bytes; null when not even one does. */
function shorten(section: Section, room: number): SafeMarkdown | null {
  const { before, items, after } = section;
  const allowed = items.slice(0, section.limit);
  const fixed = bytes(before) + bytes(after) + 2 * bytes(NEWLINE);
  const total = fixed + allowed.reduce((sum, item) => sum + bytes(item) + bytes(NEWLINE), 0);
  if (allowed.length === items.length && total <= room) return assemble(section, items, 0);
  let free = room - fixed - bytes(section.more(items.length)) - bytes(NEWLINE);
  let count = 0;
  for (const item of allowed) {
    free -= bytes(item) + bytes(NEWLINE);
    if (free < 0) break;
    count += 1;
  }
  return count === 0 ? null : assemble(section, items.slice(0, count), items.length - count);
}

function assemble({ before, after, more }: Section, items: readonly SafeMarkdown[], left: number): SafeMarkdown {
  const parts = [before, ...items, ...(left > 0 ? [more(left)] : []), after];
  return joinMd(
    parts.filter((part) => part !== ''),
    NEWLINE,
  );
}

function leftOutNote(names: readonly string[]): SafeMarkdown {
  return md`<sub>Left out to stay within the size that GitHub allows: ${mdText(names.join(', '))}. The full report has it all.</sub>`;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
