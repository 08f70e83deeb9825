/**
 * A section of a report as data. Its content is one file under sections/; the writers decide how a comment, a page or a
 * terminal shows it, and do the escaping: a section provides plain text with its kind.
 */
import { assertNever } from '../errors.js';
import type { Tone } from '../results/states.js';
import type { Drawing } from './drawing.js';
import type { Outcome } from './outcome.js';
import type { ReportKind, ReportView } from './view.js';

export type Span =
  /** A value, or our own text. */
  | { readonly kind: 'text'; readonly text: string; readonly strong?: true; readonly tone?: Tone }
  /** Prose in which backticks mark code. */
  | { readonly kind: 'prose'; readonly text: string }
  /** Models, runtimes, outputs, paths; at most `most` of them where space is short. */
  | { readonly kind: 'names'; readonly names: readonly string[]; readonly most: number }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** Drawn on a page, in words elsewhere. */
  | { readonly kind: 'drawing'; readonly drawing: Drawing }
  /** The number of a finding, which leads to it on a page. */
  | { readonly kind: 'finding'; readonly number: number }
  /** A name that leads to an https address, where addresses are allowed. */
  | { readonly kind: 'link'; readonly text: string; readonly address: string };

/** Spans follow each other without a space between them. */
export type Line = readonly Span[];

export interface Column {
  readonly heading: Line;
  readonly align: 'left' | 'right' | 'centre';
  /** Names its row. */
  readonly head?: true;
  /** Must not be broken into lines. */
  readonly unbroken?: true;
}

/** Something that is wrong, and what to do. */
export interface Advice {
  readonly symbol: string;
  readonly heading: Line;
  /** Null when there is nothing to add. */
  readonly body: Line | null;
  readonly advice: Line;
}

export type Content =
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Line[])[];
      /** May be shown one row a block where it is too wide for a terminal. */
      readonly stacks?: true;
    }
  | { readonly kind: 'list'; readonly items: readonly Line[]; readonly tone: Tone }
  | { readonly kind: 'advice'; readonly items: readonly Advice[] }
  /** Lines to copy as they are. */
  | { readonly kind: 'code'; readonly lines: readonly string[] };

export interface Section {
  /** In a word or two, for the note on what was left out. */
  readonly name: string;
  readonly title: string;
  /** For the line that names what is folded, where it has more to say than the name. */
  foldedName?(view: ReportView): string;
  /** Noun of one row or entry. */
  readonly item: string;
  /** Largest part of a report of limited size that it may take, 0 to 1. */
  readonly share: number;
  /** By kind of report: how many entries are open, the others being folded; all of them when left out. */
  readonly open?: Readonly<Partial<Record<ReportKind, number>>>;
  /** By kind of report: how many entries are shown at all; every one when left out. */
  readonly limit?: Readonly<Partial<Record<ReportKind, number>>>;
  /** Null when there is nothing to show. */
  content(view: ReportView, kind: ReportKind): Content | null;
  /** Remarks below it. */
  notes?(view: ReportView, kind: ReportKind): readonly string[];
}

/** For a section that is open only on a page, which has the space. */
export const FOLDED = { comment: 0, summary: 0, terminal: 0 } as const;

export const text = (value: string, tone?: Tone): Span =>
  tone === undefined ? { kind: 'text', text: value } : { kind: 'text', text: value, tone };
export const strong = (value: string): Span => ({ kind: 'text', text: value, strong: true });
export const prose = (value: string): Span => ({ kind: 'prose', text: value });
export const symbol = (value: string): Span => ({ kind: 'symbol', text: value });
export const finding = (number: number): Span => ({ kind: 'finding', number });
export const name = (value: string): Span => ({ kind: 'names', names: [value], most: 1 });
export const names = (values: readonly string[], most: number): Span => ({ kind: 'names', names: values, most });

/** A column of a table under a heading of our own. */
export function column(heading: string, align: Column['align'] = 'left'): Column {
  return { heading: [text(heading)], align };
}

/** How many rows or entries it has. */
export function countOf(content: Content): number {
  switch (content.kind) {
    case 'table':
      return content.rows.length;
    case 'code':
      return content.lines.length;
    case 'list':
    case 'advice':
      return content.items.length;
    default:
      return assertNever(content);
  }
}

/** Entries from one place up to another. */
export function sliceOf(content: Content, from: number, to: number): Content {
  switch (content.kind) {
    case 'table':
      return { ...content, rows: content.rows.slice(from, to) };
    case 'code':
      return { ...content, lines: content.lines.slice(from, to) };
    case 'list':
      return { ...content, items: content.items.slice(from, to) };
    case 'advice':
      return { ...content, items: content.items.slice(from, to) };
    default:
      return assertNever(content);
  }
}

/** What a kind of report shows of a section: the open entries and the folded ones. */
export interface Shown {
  readonly open: Content | null;
  readonly folded: Content | null;
  /** Entries beyond the section's limit. */
  readonly left: number;
}

/** Null when there is nothing to show. */
export function shownIn(kind: ReportKind, section: Section, view: ReportView): Shown | null {
  const content = section.content(view, kind);
  if (content === null || countOf(content) === 0) return null;
  const total = countOf(content);
  const limit = Math.min(total, section.limit?.[kind] ?? total);
  const open = Math.min(limit, section.open?.[kind] ?? limit);
  return {
    open: open === 0 ? null : sliceOf(content, 0, open),
    folded: open === limit ? null : sliceOf(content, open, limit),
    left: total - limit,
  };
}
