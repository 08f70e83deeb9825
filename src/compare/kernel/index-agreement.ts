import { assertNever } from '../../errors.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import type { Close } from './margin.js';
import { numbersOf } from './numbers-of.js';
import { type Slices, slicesAlong } from './slices.js';
import type { Agreement } from './topk-agreement.js';

/** What decides whether an index that differs is as good as the one of the reference. */
export type Values =
  /** Nothing: every difference counts. */
  | { readonly kind: 'none' }
  /** The tensor of the reference that the indices point into, along an axis. */
  | { readonly kind: 'of'; readonly reference: PackedTensor; readonly axis: number; readonly close: Close }
  /** The value of each index, best first, in both. */
  | {
      readonly kind: 'beside';
      readonly reference: PackedTensor;
      readonly candidate: PackedTensor;
      readonly axis: number;
      readonly close: Close;
    };

/** Compares the indices of one row, from the positions that differ; gives for each whether it is a tie. */
type RowJudge = (row: number, wanted: readonly number[], chosen: readonly number[], at: readonly number[]) => boolean[];

/**
 * Index outputs, position by position: equal, or the reference hardly prefers its own index to that of the candidate.
 * An index that occurs twice where the reference's do not is wrong whatever its value.
 * @returns the reason instead when the shapes of indices and values do not fit together
 */
export function indexAgreement(reference: PackedTensor, candidate: PackedTensor, values: Values): Agreement | string {
  const [r, c] = [numbersOf(reference), numbersOf(candidate)];
  const setup = rowsOf(reference.shape, values);
  if (typeof setup === 'string') return setup;
  const { rows, judge } = setup;
  let [ties, flips] = [0, 0];
  let first: number | null = null;
  for (let row = 0; row < rows.count; row++) {
    const places = Array.from({ length: rows.size }, (_, j) => rows.start(row) + j * rows.stride);
    const wanted = places.map((i) => r[i] ?? 0);
    const chosen = places.map((i) => c[i] ?? 0);
    const at = wanted.flatMap((index, j) => (index === chosen[j] ? [] : [j]));
    if (at.length === 0) continue;
    const repeated = new Set(chosen).size < new Set(wanted).size;
    const tied = judge(row, wanted, chosen, at);
    for (const [n, j] of at.entries()) {
      if (tied[n] === true && !repeated) ties++;
      else {
        flips++;
        first ??= places[j] ?? null;
      }
    }
  }
  return { total: r.length, ties, flips, first };
}

function rowsOf(shape: readonly number[], values: Values): { rows: Slices; judge: RowJudge } | string {
  switch (values.kind) {
    case 'none': {
      const rows = { count: shape.reduce((a, b) => a * b, 1), size: 1, stride: 1, start: (slice: number) => slice };
      return { rows, judge: (_row, _wanted, _chosen, at) => at.map(() => false) };
    }
    case 'of': {
      const source = slicesAlong(values.reference.shape, values.axis);
      if (source === null) return `the output that the indices point into has no axis ${values.axis}`;
      const rows = alignedRows(shape, values.reference.shape, values.axis);
      if (rows === null)
        return `indices of shape [${shape.join(', ')}] do not fit values of shape [${values.reference.shape.join(', ')}] along axis ${values.axis}`;
      return { rows, judge: pointing(numbersOf(values.reference), source, values.close) };
    }
    case 'beside': {
      const rows = slicesAlong(shape, values.axis);
      const { reference, candidate } = values;
      const same = [reference, candidate].every((other) => other.shape.join() === shape.join());
      if (rows === null || !same) return 'the values beside the indices have a different shape';
      return { rows, judge: accompanied(numbersOf(reference), numbersOf(candidate), rows, values.close) };
    }
    default:
      return assertNever(values);
  }
}

/** The index rows that belong to the value rows: with that axis shortened to k, kept as 1, or left out (ArgMax). */
function alignedRows(shape: readonly number[], source: readonly number[], axis: number): Slices | null {
  const at = axis < 0 ? axis + source.length : axis;
  const full = shape.length === source.length - 1 ? [...shape.slice(0, at), 1, ...shape.slice(at)] : shape;
  const aligned = full.length === source.length && full.every((size, i) => i === at || size === source[i]);
  return aligned ? slicesAlong(full, at) : null;
}

function pointing(source: Float32Array | Float64Array, slices: Slices, close: Close): RowJudge {
  return (row, wanted, chosen, at) => {
    const value = (index: number | undefined) =>
      index === undefined || index < 0 || index >= slices.size
        ? undefined
        : source[slices.start(row) + index * slices.stride];
    return at.map((j) => {
      const [own, other] = [value(wanted[j]), value(chosen[j])];
      return own !== undefined && other !== undefined && close(own, other);
    });
  };
}

/**
 * The value of an index that the reference also chose is known. One that it did not choose is no better than its last
 * one: at a place that ties with the last, that index is as good if the candidate gives it that value as well. A row in
 * which no index is confirmed by the reference proves nothing, so there such an index counts as wrong.
 */
function accompanied(
  r: Float32Array | Float64Array,
  c: Float32Array | Float64Array,
  rows: Slices,
  close: Close,
): RowJudge {
  return (row, wanted, chosen, at) => {
    const value = (of: Float32Array | Float64Array, j: number) => of[rows.start(row) + j * rows.stride] ?? Number.NaN;
    const last = value(r, rows.size - 1);
    const known = at.map((j) => wanted.indexOf(chosen[j] ?? Number.NaN));
    const confirmed = at.length < rows.size || known.some((place) => place >= 0);
    return at.map((j, n) => {
      const place = known[n] ?? -1;
      const own = value(r, j);
      if (place >= 0) return close(own, value(r, place));
      return confirmed && close(own, last) && close(own, value(c, j));
    });
  };
}
