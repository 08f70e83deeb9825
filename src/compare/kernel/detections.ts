import type { SetSpec } from '../../config/tolerance-spec.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { type Box, boxFrom } from './box-overlap.js';
import { numbersOf } from './numbers-of.js';

export interface Detection {
  /** Row in the output. */
  readonly row: number;
  readonly box: Box;
  /** 0 when the rule has no score. */
  readonly score: number;
  /** Class and picture; equal for two detections that may be the same. */
  readonly label: string;
}

/** Outputs by their name; null for one that is not there or holds no numbers. */
export type TensorOf = (name: string) => PackedTensor | null;

type Field = (row: number) => number;

/**
 * The detections of an output of shape [..., rows, columns]: one list for each combination of the leading axes.
 * @returns a sentence instead when the outputs do not belong together
 */
export function readDetections(
  boxes: PackedTensor,
  spec: SetSpec,
  tensorOf: TensorOf,
): readonly (readonly Detection[])[] | string {
  const { shape } = boxes;
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined || columns < spec.boxes + 4)
    return `no boxes in columns ${spec.boxes} to ${spec.boxes + 3} of shape [${shape.join(', ')}]`;
  const numbers = numbersOf(boxes);
  const lists = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const cell = (column: number): Field => {
    return (row) => numbers[row * columns + column] ?? Number.NaN;
  };
  const scores = scoreFields(spec.score, { columns, rows: lists * rows, cell, tensorOf });
  if (typeof scores === 'string') return scores;
  const labels: Field[] = [];
  for (const field of [spec.class, spec.image]) {
    if (field === undefined) continue;
    const found = scoreFields(field, { columns, rows: lists * rows, cell, tensorOf });
    if (typeof found === 'string') return found;
    if (found.length !== 1) return `${String(field)} has ${found.length} numbers for each box, and a class is one`;
    labels.push(...found);
  }
  const counts = spec.count === undefined ? null : countsOf(spec.count, lists, tensorOf);
  if (typeof counts === 'string') return counts;
  return Array.from({ length: lists }, (_, list) => {
    const length = Math.max(0, Math.min(rows, counts?.[list] ?? rows));
    return Array.from({ length }, (_, j): Detection => {
      const row = list * rows + j;
      const at = (offset: number) => cell(spec.boxes + offset)(row);
      const { score, place } = bestOf(scores, row);
      return {
        row,
        box: boxFrom(spec.format, at(0), at(1), at(2), at(3)),
        score,
        label: [...(scores.length > 1 ? [place] : []), ...labels.map((field) => field(row))].join(),
      };
    }).filter(({ score }) => spec.threshold === undefined || !(score <= spec.threshold));
  });
}

interface Source {
  readonly columns: number;
  /** Rows of all lists together. */
  readonly rows: number;
  readonly cell: (column: number) => Field;
  readonly tensorOf: TensorOf;
}

/** One number a row, or several to choose the best of. */
function scoreFields(field: SetSpec['score'], { columns, rows, cell, tensorOf }: Source): readonly Field[] | string {
  if (field === undefined) return [];
  if (typeof field === 'string') {
    const other = tensorOf(field);
    if (other === null) return `there are no numbers called ${field}`;
    const numbers = numbersOf(other);
    const width = numbers.length / rows;
    if (rows > 0 && !(Number.isInteger(width) && width >= 1))
      return `${field} has ${numbers.length} numbers for ${rows} boxes`;
    return Array.from({ length: rows === 0 ? 1 : width }, (_, j) => (row) => numbers[row * width + j] ?? Number.NaN);
  }
  const [first, last] = typeof field === 'number' ? [field, field] : field;
  if (last >= columns) return `there is no column ${last}: the last axis has ${columns}`;
  return Array.from({ length: last - first + 1 }, (_, j) => cell(first + j));
}

function bestOf(fields: readonly Field[], row: number): { score: number; place: number } {
  let best = { score: fields.length === 0 ? 0 : (fields[0]?.(row) ?? 0), place: 0 };
  for (const [place, field] of fields.entries()) {
    const score = field(row);
    // A NaN among the scores of a box must not go unseen.
    if (score > best.score || Number.isNaN(score)) best = { score, place };
  }
  return best;
}

function countsOf(name: string, lists: number, tensorOf: TensorOf): ArrayLike<number> | string {
  const counts = tensorOf(name);
  if (counts === null) return `there are no numbers called ${name}`;
  const numbers = numbersOf(counts);
  return numbers.length === lists ? numbers : `${name} has ${numbers.length} counts for ${lists} lists of boxes`;
}
