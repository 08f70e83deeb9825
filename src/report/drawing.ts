/** Numbers that a page draws, and that every other report says in words. */
import { assertNever } from '../errors.js';
import { formatRatio } from '../number-format.js';

export type Drawing =
  /** Ratios over a limit, on a logarithmic axis. */
  | { readonly kind: 'ratios'; readonly values: readonly number[]; readonly limit: number }
  /** Ratios one after the other over a limit, each with where it was seen. */
  | { readonly kind: 'course'; readonly steps: readonly Step[]; readonly limit: number }
  /** Noise ratios over the depth of a graph, from its inputs, at 0, to its outputs, at 1. */
  | {
      readonly kind: 'depth';
      readonly points: readonly { readonly at: number; readonly ratio: number }[];
      /** Places of the operators that were found. */
      readonly marks: readonly number[];
      readonly limit: number;
    }
  /** Counts in bins that follow each other. */
  | { readonly kind: 'bars'; readonly bars: readonly Bar[]; readonly words: string }
  /** A value from 0 to 1 for each place; null where there is nothing. */
  | { readonly kind: 'grid'; readonly rows: readonly (readonly (Shade | null)[])[]; readonly words: string };

export interface Step {
  readonly label: string;
  readonly ratio: number;
}

export interface Bar {
  /** What is in the bin, for who points at it. */
  readonly label: string;
  readonly count: number;
  readonly bad: boolean;
}

export interface Shade {
  readonly label: string;
  /** 0 to 1. */
  readonly depth: number;
  readonly bad: boolean;
}

/** The drawing in words. */
export function drawingText(drawing: Drawing): string {
  switch (drawing.kind) {
    case 'ratios':
      return ratiosText(drawing.values);
    case 'course':
      return endsText(drawing.steps);
    case 'depth':
      return ratiosText(drawing.points.map(({ ratio }) => ratio));
    case 'bars':
    case 'grid':
      return drawing.words;
    default:
      return assertNever(drawing);
  }
}

/** Where a course begins and ends: `0.3× at ec1aa9b, 0.6× now`. Each point has its own label. */
function endsText(steps: readonly Step[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `${formatRatio(first.ratio)} at ${first.label}, ${formatRatio(last.ratio)} ${last.label}`;
}

/** The smallest and the largest of some ratios: `0.4× to 2.3×`. */
function ratiosText(values: readonly number[]): string {
  if (values.length === 0) return '';
  const finite = values.filter((value) => !Number.isNaN(value));
  if (finite.length < values.length) return 'NaN';
  const [low, high] = [formatRatio(Math.min(...finite)), formatRatio(Math.max(...finite))];
  return low === high ? low : `${low} to ${high}`;
}
