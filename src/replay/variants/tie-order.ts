import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { slicesAlong } from '../../compare/kernel/slices.js';
import { intOf } from '../../onnx/attributes.js';
import { DOCUMENTATION } from '../../published.js';
import { encodeElements } from '../../tensor/encode-elements.js';
import { elementCount, type PackedTensor, tensor } from '../../tensor/tensor.js';
import type { Operator, Reading, Variant } from '../variant.js';

const FIX = `let every index of an equal value pass with \`tolerance: { index: … }\` for that output (${DOCUMENTATION}/tolerances.md), or break ties in the graph, as by subtracting a small multiple of the position`;

/** The order in which TopK returns equal values, and which of them ArgMax and ArgMin point at: by ONNX, the first. */
export const tieOrder: Variant = {
  id: 'tie-order',
  readings(operator) {
    const place = PLACES.get(operator.type);
    const indices = place === undefined ? null : operator.output(place);
    const rows = indices === null ? null : rowsOf(operator, indices);
    if (place === undefined || indices === null || rows === null) return [];
    const reading = (asIf: string, order: (row: Row) => readonly number[]): Reading => {
      const chosen = new Array<number>(elementCount(indices.shape)).fill(0);
      for (const row of rows) for (const [rank, index] of order(row).entries()) chosen[row.places[rank] ?? 0] = index;
      const changed = tensor(indices.dtype, indices.shape, encodeElements(indices.dtype, chosen));
      const outputs = (operator.node.output ?? []).flatMap((name, output) => {
        const value = output === place ? changed : operator.output(output);
        return name === '' || value === null ? [] : [[name, value] as const];
      });
      return { asIf, fix: FIX, computed: { values: Object.fromEntries(outputs) } };
    };
    const last = reading('the last of equal values came first', lastFirst);
    const made = operator.made(place);
    if (made === null || made.dtype !== indices.dtype || String(made.shape) !== String(indices.shape)) return [last];
    const numbers = numbersOf(made);
    const own = ({ places }: Row) => places.map((one) => numbers[one] ?? -1);
    const isFree = rows.every((row) => isOfEqualValues(row, own(row)));
    return isFree ? [last, reading('equal values came in another order than that of their places', own)] : [last];
  },
};

/** Where these operators return indices. */
const PLACES = new Map([
  ['TopK', 1],
  ['ArgMax', 0],
  ['ArgMin', 0],
]);

/** The values of one row, and what was taken from it. */
interface Row {
  readonly at: (index: number) => number | undefined;
  /** Indices of equal values, in order. */
  readonly equal: ReadonlyMap<number | undefined, readonly number[]>;
  /** Indices that the reference took, in order. */
  readonly taken: readonly number[];
  /** Where they are in the output. */
  readonly places: readonly number[];
}

/** Null where nothing ties. */
function rowsOf({ type, node, input }: Operator, indices: PackedTensor): Row[] | null {
  const values = input(0);
  const slices = values === null ? null : slicesAlong(values.shape, intOf(node, 'axis', type === 'TopK' ? -1 : 0));
  if (values === null || slices === null || slices.count === 0) return null;
  const { stride, size, start } = slices;
  const count = elementCount(indices.shape) / slices.count;
  const [numbers, found] = [numbersOf(values), numbersOf(indices)];
  const rows = Array.from({ length: slices.count }, (_, slice): Row => {
    const at = (index: number) => numbers[start(slice) + index * stride];
    const equal = new Map<number | undefined, number[]>();
    for (let index = 0; index < size; index++) {
      const same = equal.get(at(index));
      if (same === undefined) equal.set(at(index), [index]);
      else same.push(index);
    }
    const first = Math.floor(slice / stride) * count * stride + (slice % stride);
    const places = Array.from({ length: count }, (_, rank) => first + rank * stride);
    return { at, equal, taken: places.map((place) => found[place] ?? 0), places };
  });
  return rows.some(({ at, equal, taken }) => taken.some((index) => (equal.get(at(index))?.length ?? 0) > 1))
    ? rows
    : null;
}

function lastFirst({ at, equal, taken }: Row): number[] {
  const used = new Map<number | undefined, number>();
  return taken.map((index) => {
    const same = equal.get(at(index)) ?? [index];
    const before = used.get(at(index)) ?? 0;
    used.set(at(index), before + 1);
    return same[same.length - 1 - before] ?? index;
  });
}

/** Whether every index is that of an equal value, and none occurs twice. */
function isOfEqualValues({ at, equal, taken }: Row, own: readonly number[]): boolean {
  const equals = own.every((index, rank) => equal.get(at(taken[rank] ?? 0))?.includes(index) === true);
  return equals && new Set(own).size === own.length;
}
