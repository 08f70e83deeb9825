/** Whether boxes are a right result of NonMaxSuppression: of boxes with the same score the specification prefers none. */
import { type Box, boxFrom, overlap } from '../compare/kernel/box-overlap.js';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import type { Tensor } from '../tensor/tensor.js';

interface Numbers {
  readonly numbers: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

/** What the operator reads; null: not given. */
export interface Selection {
  /** [batch, boxes, 4]. */
  readonly boxes: Numbers;
  /** [batch, classes, boxes]. */
  readonly scores: Numbers;
  /** How many may be selected of a class. */
  readonly most: number | null;
  /** The largest overlap of two that are selected. */
  readonly overlap: number | null;
  /** The score that is left out. */
  readonly least: number | null;
  /** Whether a box is its centre with width and height, instead of two corners. */
  readonly isCentred: boolean;
}

/** How far scores, and the sides of boxes, may be off by rounding. */
export interface SelectionRoom {
  readonly score: number;
  readonly side: number;
}

const EXACT: SelectionRoom = { score: 0, side: 0 };
/** Overlaps this close are equal: float32 rounding of a few operations. */
const SAME_OVERLAP = 2 ** -16;

/** @param made rows of batch, class and box */
export function isValidSelection(made: Tensor, selection: Selection, room = EXACT): boolean {
  const { boxes, scores, most } = selection;
  const [batches = 0, classes = 0, count = 0] = scores.shape;
  if (made.dtype === 'string' || made.shape.length !== 2 || made.shape[1] !== 3) return false;
  if (boxes.shape.length !== 3 || boxes.shape[0] !== batches || boxes.shape[1] !== count) return false;
  const chosen = new Map<string, number[]>();
  const rows = numbersOf(made);
  for (let row = 0; row < rows.length; row += 3) {
    const [batch = -1, of = -1, box = -1] = rows.subarray(row, row + 3);
    if (!isPlace(batch, batches) || !isPlace(of, classes) || !isPlace(box, count)) return false;
    const key = `${batch} ${of}`;
    chosen.set(key, [...(chosen.get(key) ?? []), box]);
  }
  for (let batch = 0; batch < batches; batch++) {
    const own = Array.from({ length: count }, (_, box) => boxAt(selection, batch * count + box));
    for (let of = 0; of < classes; of++) {
      const start = (batch * classes + of) * count;
      const score = (box: number) => scores.numbers[start + box] ?? Number.NaN;
      const one = { boxes: own, score, count, most: most ?? 0 };
      if (!isValidClass(chosen.get(`${batch} ${of}`) ?? [], one, selection, room)) return false;
    }
  }
  return true;
}

interface OneClass {
  readonly boxes: readonly Box[];
  score(box: number): number;
  readonly count: number;
  readonly most: number;
}

/** The best first, none that overlaps a better one, and none left out without a reason. */
function isValidClass(
  chosen: readonly number[],
  { boxes, score, count, most }: OneClass,
  { overlap: limit, least }: Selection,
  room: SelectionRoom,
): boolean {
  const threshold = least ?? Number.NEGATIVE_INFINITY;
  const near = 2 * room.score;
  const overlapOf = (a: number, b: number) => overlap(boxes[a] ?? NOWHERE, boxes[b] ?? NOWHERE);
  const slack = (a: number, b: number) =>
    SAME_OVERLAP + (room.side === 0 ? 0 : (8 * room.side) / Math.min(side(boxes[a]), side(boxes[b])));
  if (chosen.length > most || new Set(chosen).size < chosen.length) return false;
  for (const [place, box] of chosen.entries()) {
    if (!(score(box) >= threshold - near)) return false;
    const before = chosen.slice(0, place);
    if (before.some((other) => !(score(other) >= score(box) - near))) return false;
    if (before.some((other) => overlapOf(other, box) > (limit ?? 0) + slack(other, box))) return false;
  }
  const isFull = chosen.length === most;
  for (let box = 0; box < count; box++) {
    if (chosen.includes(box) || !(score(box) > threshold + near)) continue;
    const better = chosen.filter((other) => score(other) >= score(box) - near);
    const isLeftOut =
      (isFull && better.length === chosen.length) ||
      better.some((other) => overlapOf(other, box) > (limit ?? 0) - slack(other, box));
    if (!isLeftOut) return false;
  }
  return true;
}

const NOWHERE: Box = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

function side(box: Box | undefined): number {
  const [x1, y1, x2, y2] = box ?? NOWHERE;
  return Math.min(Math.abs(x2 - x1), Math.abs(y2 - y1));
}

function boxAt({ boxes: { numbers }, isCentred }: Selection, place: number): Box {
  const [a = 0, b = 0, c = 0, d = 0] = numbers.subarray(4 * place, 4 * place + 4);
  const [x1, y1, x2, y2] = boxFrom(isCentred ? 'cxcywh' : 'yxyx', a, b, c, d);
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

function isPlace(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
