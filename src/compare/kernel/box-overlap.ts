import { assertNever } from '../../errors.js';

/** What the four numbers of a box may be: corners, or a corner or the centre with width and height. */
export const BOX_FORMATS = ['xyxy', 'yxyx', 'xywh', 'cxcywh'] as const;
export type BoxFormat = (typeof BOX_FORMATS)[number];

/** A box by its corners, the smaller ones first when it is well-formed. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** Corners of a box whose four numbers mean what `format` says. */
export function boxFrom(format: BoxFormat, a: number, b: number, c: number, d: number): Box {
  switch (format) {
    case 'xyxy':
      return [a, b, c, d];
    case 'yxyx':
      return [b, a, d, c];
    case 'xywh':
      return [a, b, a + c, b + d];
    case 'cxcywh':
      return [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
    default:
      return assertNever(format);
  }
}

/** Sides this close, relative to the largest coordinate, are the same: float32 rounding of a few operations. */
const SAME_SIDE = 2 ** -16;

/**
 * Intersection over union. Boxes that are the same but for rounding overlap fully, those without an area too; anything
 * that is not finite does not overlap at all.
 */
export function overlap(a: Box, b: Box): number {
  const scale = Math.max(...a.map(Math.abs), ...b.map(Math.abs));
  if (!Number.isFinite(scale)) return 0;
  if (a.every((side, i) => Math.abs(side - (b[i] ?? Number.NaN)) <= SAME_SIDE * scale)) return 1;
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (!(width > 0) || !(height > 0)) return 0;
  const shared = width * height;
  const share = shared / (area(a) + area(b) - shared);
  return Number.isFinite(share) ? Math.min(1, share) : 0;
}

function area([x1, y1, x2, y2]: Box): number {
  return (x2 - x1) * (y2 - y1);
}
