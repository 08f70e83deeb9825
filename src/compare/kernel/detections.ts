import type { PackedTensor } from '../../tensor/tensor.js';
import { type Box, type BoxFormat, boxFrom } from './box-overlap.js';
import { numbersOf } from './numbers-of.js';

export interface Detection {
  /** Row in the output. */
  readonly row: number;
  readonly box: Box;
  /** 0 when the rule has no score. */
  readonly score: number;
  /** Class and image; equal for two detections that may be the same. */
  readonly label: string;
}

/** A column of the output with the boxes, or another output by its name. */
type Field = number | string;

/** Where the parts of a detection are. */
export interface DetectionLayout {
  /** First of the four columns with the box. */
  readonly boxes: number;
  readonly format: BoxFormat;
  /** Or the first and last of several columns: the best of these is the score, its index the class. */
  readonly score?: Field | readonly [first: number, last: number] | undefined;
  readonly class?: Field | undefined;
  /** Index of the image. */
  readonly image?: Field | undefined;
  /** Output with the number of valid rows. */
  readonly count?: string | undefined;
  /** Detections with a score up to this one are ignored. */
  readonly threshold?: number | undefined;
}

/** Outputs by their name; null for one that is not there or holds no numbers. */
export type TensorOf = (name: string) => PackedTensor | null;

type NumberOf = (row: number) => number;

/**
 * The detections of an output of shape [..., rows, columns]: one list for each combination of the leading axes.
 * @returns the reason instead when the outputs do not fit together
 */
export function readDetections(
  boxes: PackedTensor,
  layout: DetectionLayout,
  tensorOf: TensorOf,
): readonly (readonly Detection[])[] | string {
  const { shape } = boxes;
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  if (rows === undefined || columns === undefined || columns < layout.boxes + 4)
    return `no boxes in columns ${layout.boxes} to ${layout.boxes + 3}: the shape is [${shape.join(', ')}]`;
  const numbers = numbersOf(boxes);
  const lists = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  const cell = (column: number): NumberOf => {
    return (row) => numbers[row * columns + column] ?? Number.NaN;
  };
  const scores = scoreFields(layout.score, { columns, rows: lists * rows, cell, tensorOf });
  if (typeof scores === 'string') return scores;
  const labels: NumberOf[] = [];
  for (const field of [layout.class, layout.image]) {
    if (field === undefined) continue;
    const found = scoreFields(field, { columns, rows: lists * rows, cell, tensorOf });
    if (typeof found === 'string') return found;
    if (found.length !== 1)
      return `${String(field)} has ${found.length} numbers per box, but a class is a single number`;
    labels.push(...found);
  }
  const counts = layout.count === undefined ? null : countsOf(layout.count, lists, tensorOf);
  if (typeof counts === 'string') return counts;
  return Array.from({ length: lists }, (_, list) => {
    const length = Math.max(0, Math.min(rows, counts?.[list] ?? rows));
    return Array.from({ length }, (_, j): Detection => {
      const row = list * rows + j;
      const at = (offset: number) => cell(layout.boxes + offset)(row);
      const { score, place } = bestOf(scores, row);
      return {
        row,
        box: boxFrom(layout.format, at(0), at(1), at(2), at(3)),
        score,
        label: [...(scores.length > 1 ? [place] : []), ...labels.map((field) => field(row))].join(),
      };
    }).filter(({ score }) => layout.threshold === undefined || !(score <= layout.threshold));
  });
}

interface Source {
  readonly columns: number;
  /** Rows of all lists together. */
  readonly rows: number;
  readonly cell: (column: number) => NumberOf;
  readonly tensorOf: TensorOf;
}

/** One number a row, or several to choose the best of. */
function scoreFields(
  field: DetectionLayout['score'],
  { columns, rows, cell, tensorOf }: Source,
): readonly NumberOf[] | string {
  if (field === undefined) return [];
  if (typeof field === 'string') {
    const other = tensorOf(field);
    if (other === null) return `there is no numeric output ${field}`;
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

function bestOf(fields: readonly NumberOf[], row: number): { score: number; place: number } {
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
  if (counts === null) return `there is no numeric output ${name}`;
  const numbers = numbersOf(counts);
  return numbers.length === lists ? numbers : `${name} has ${numbers.length} counts for ${lists} lists of boxes`;
}
