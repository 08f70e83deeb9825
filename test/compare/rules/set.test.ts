import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, boxFrom, overlap } from '../../../src/compare/kernel/box-overlap.js';
import type { Detection } from '../../../src/compare/kernel/detections.js';
import { matchDetections } from '../../../src/compare/kernel/match-detections.js';
import type { Value } from '../../../src/tensor/tensor.js';
import { compare, f32, f64, i64, judge } from '../tensors.js';

/** Rows of x1, y1, x2, y2, score, class in one output. */
type Row = readonly [number, number, number, number, number, number];
const A: Row = [0, 0, 10, 10, 0.9, 1];
const B: Row = [50, 50, 90, 80, 0.8, 2];
const C: Row = [5, 60, 25, 95, 0.3, 1];

const rows = (...all: Row[]) => f32(all.flat(), [1, all.length, 6]);
const rule = (more: Record<string, unknown> = {}) => ({ tolerances: { y: { set: { score: 4, class: 5, ...more } } } });
const change = (row: Row, place: number, by: number) => row.map((x, i) => (i === place ? x + by : x)) as unknown as Row;

test('the order of detections means nothing (cause 13: NMS)', () => {
  expect(judge(rows(A, B, C), rows(C, A, B), rule())).toMatchObject({
    verdict: 'pass',
    mismatched: 0,
    total: 3,
    maxAbs: null,
    tolerance: {
      rule: 'set',
      set: { of: 'y', matched: 3, missing: 0, extra: 0, lowestIou: 1, largestScoreDifference: 0 },
    },
  });
});

test.each([
  ['a missing one', rows(A, B), /^1 of 3 detections missing; 2 matched$/],
  ['one more', rows(A, B, C, [1, 2, 3, 4, 0.5, 1]), /^1 extra; 3 matched$/],
  ['another class', rows(A, B, change(C, 5, 1)), /1 of 3 detections missing, 1 extra; 2 matched$/],
  ['another score', rows(A, B, change(C, 4, 0.021)), /1 of 3 detections missing, 1 extra; 2 matched$/],
  ['a box elsewhere', rows(A, B, change(C, 2, 3)), /1 of 3 detections missing, 1 extra; 2 matched$/],
  ['the same one twice', rows(A, B, B), /1 of 3 detections missing, 1 extra; 2 matched$/],
] as const)('%s is drift', (_what, candidate, reason) => {
  const judged = judge(rows(A, B, C), candidate, rule());
  expect(judged.verdict).toBe('drift');
  expect(judged.reason).toMatch(reason);
  expect(judged.worst).not.toBeNull();
});

test('limits are inclusive', () => {
  // 10 × 10 against 10 × 9: an overlap of 0.9.
  expect(judge(rows(A), rows(change(A, 3, -1)), rule()).verdict).toBe('pass');
  expect(judge(rows(A), rows(change(A, 3, -1.01)), rule()).verdict).toBe('drift');
  const score = (by: number) =>
    judge(rows([0, 0, 1, 1, 0.5, 0]), rows([0, 0, 1, 1, 0.5 + by, 0]), rule({ 'score-margin': 0.25 }));
  expect(score(0.25).verdict).toBe('pass');
  expect(score(0.2501).verdict).toBe('drift');
});

test('detections just above the threshold may be missing on one side; what is below does not count', () => {
  const near: Row = [1, 2, 30, 40, 0.26, 1];
  const below: Row = [1, 2, 30, 40, 0.1, 1];
  expect(judge(rows(A, near, below), rows(A), rule({ threshold: 0.25 }))).toMatchObject({
    verdict: 'pass',
    total: 2,
    tolerance: { set: { matched: 1, missing: 1, excused: 1 } },
  });
  expect(judge(rows(A, C), rows(A), rule({ threshold: 0.25 })).verdict).toBe('drift');
});

test('a share may be without a partner', () => {
  expect(judge(rows(A, B, C), rows(A, B), rule({ unmatched: 0.34 })).verdict).toBe('pass');
  expect(judge(rows(A, B, C), rows(A), rule({ unmatched: 0.34 })).verdict).toBe('drift');
});

test('padding and counts: only the rows that count are looked at (EfficientNMS)', () => {
  const pad: Row = [7, 7, 7, 7, 7, 7];
  const of = (left: number, right: number) =>
    compare(f32([]), f32([]), {
      reference: { y: rows(A, B, pad), n: i64([BigInt(left)]) },
      candidate: { y: rows(B, A, C), n: i64([BigInt(right)]) },
      expectedOutputs: ['y', 'n'],
      tolerances: { y: { set: { score: 4, class: 5, count: 'n' } }, n: { 'part-of': 'y' } },
    }).outputs.map(({ verdict }) => verdict);
  expect(of(2, 2)).toEqual(['pass', 'pass']);
  expect(of(2, 3)).toEqual(['drift', 'drift']);
});

/** Boxes, scores and classes in outputs of their own. */
function siblings(reference: readonly Row[], candidate: readonly Row[], more: Record<string, Value> = {}) {
  const values = (all: readonly Row[]) => ({
    boxes: f32(
      all.flatMap((row) => row.slice(0, 4)),
      [1, all.length, 4],
    ),
    scores: f32(
      all.map((row) => row[4]),
      [1, all.length],
    ),
    classes: i64(
      all.map((row) => BigInt(row[5])),
      [1, all.length],
    ),
  });
  return compare(f32([]), f32([]), {
    reference: values(reference),
    candidate: { ...values(candidate), ...more },
    expectedOutputs: ['boxes', 'scores', 'classes'],
    tolerances: {
      boxes: { set: { score: 'scores', class: 'classes' } },
      scores: { 'part-of': 'boxes' },
      classes: { 'part-of': 'boxes' },
    },
  });
}

test('boxes, scores and classes in three outputs are one set, and all three say so', () => {
  const same = siblings([A, B, C], [C, B, A]);
  expect(same.outputs.map(({ name, verdict, total }) => [name, verdict, total])).toEqual([
    ['boxes', 'pass', 3],
    ['scores', 'pass', 3],
    ['classes', 'pass', 3],
  ]);
  const drifted = siblings([A, B, C], [C, B, change(A, 4, 0.5)]);
  expect(drifted.outputs.every(({ verdict }) => verdict === 'drift')).toBe(true);
  expect(drifted.evidence).toEqual([]);
});

test('a part of another type, or of another size, is not a part', () => {
  const { outputs } = siblings([A, B], [A, B], { classes: f32([1, 2], [1, 2]) });
  expect(outputs[2]).toMatchObject({ verdict: 'drift', reason: expect.stringContaining('different element type') });
  const { outputs: short } = siblings([A, B], [A, B], { scores: f32([0.9], [1, 1]) });
  expect(short[0]).toMatchObject({ verdict: 'drift', reason: 'scores has 1 numbers for 2 boxes' });
});

test('scores of every class in columns: the best one is the score, and its place the class', () => {
  const scored = (...all: number[][]) => f32(all.flat(), [all.length, 6]);
  const ranged = { tolerances: { y: { set: { score: [4, 5] } } } };
  const r = scored([0, 0, 5, 5, 0.9, 0.1], [9, 9, 12, 12, 0.2, 0.7]);
  expect(judge(r, scored([9, 9, 12, 12, 0.19, 0.71], [0, 0, 5, 5, 0.9, 0.1]), ranged).verdict).toBe('pass');
  expect(judge(r, scored([9, 9, 12, 12, 0.7, 0.2], [0, 0, 5, 5, 0.9, 0.1]), ranged).verdict).toBe('drift');
});

test('pictures are judged apart: by a leading axis, or by a column', () => {
  const batch = (one: Row, two: Row) => f32([...one, ...two], [2, 1, 6]);
  expect(judge(batch(A, B), batch(B, A), rule()).verdict).toBe('drift');
  const column = { tolerances: { y: { set: { image: 0, boxes: 1, class: 5, score: 6 } } } };
  const picture = (...of: readonly (readonly [number, Row])[]) =>
    f32(
      of.flatMap(([id, [x1, y1, x2, y2, score, label]]) => [id, x1, y1, x2, y2, label, score]),
      [of.length, 7],
    );
  expect(judge(picture([0, A], [1, B]), picture([1, B], [0, A]), column).verdict).toBe('pass');
  expect(judge(picture([0, A], [1, B]), picture([0, B], [1, A]), column).verdict).toBe('drift');
});

test.each([
  ['xyxy', [1, 2, 5, 8]],
  ['yxyx', [2, 1, 8, 5]],
  ['xywh', [1, 2, 4, 6]],
  ['cxcywh', [3, 5, 4, 6]],
] as const)('a box as %s', (format, [a, b, c, d]) => {
  expect(boxFrom(format, a, b, c, d)).toEqual([1, 2, 5, 8]);
});

test('the format decides: boxes whose axes are swapped do not match', () => {
  const wide: Row = [0, 0, 100, 10, 0.9, 1];
  const swapped: Row = [0, 0, 10, 100, 0.9, 1];
  expect(judge(rows(wide), rows(swapped), rule()).verdict).toBe('drift');
});

test.each([
  [[0, 0, 2, 2], [0, 0, 2, 2], 1],
  [[0, 0, 2, 2], [1, 0, 3, 2], 1 / 3],
  [[0, 0, 2, 2], [2, 0, 4, 2], 0],
  [[1, 1, 1, 1], [1, 1, 1, 1], 1],
  [[1, 1, 1, 1], [0, 0, 2, 2], 0],
  [[500, 1, 500, 9], [500.001, 1, 500.001, 9], 1],
  [[500, 1, 500, 9], [500.01, 1, 500.01, 9], 0],
  [[0, 0, Number.NaN, 2], [0, 0, 2, 2], 0],
  [[0, 0, Number.NaN, 2], [0, 0, Number.NaN, 2], 0],
  [[-1e308, -1e308, 1e308, 1e308], [0, 0, 1e308, 1e308], 0],
] as const)('overlap of %o and %o', (a, b, iou) => {
  expect(overlap(a as unknown as Box, b as unknown as Box)).toBeCloseTo(iou, 12);
});

test('NaN never passes, even where a share may be without a partner', () => {
  const broken = change(C, 0, Number.NaN);
  const loose = rule({ unmatched: 1 });
  expect(judge(rows(A, C), rows(A, broken), loose).verdict).toBe('drift');
  expect(judge(rows(A, broken), rows(A, broken), loose).verdict).toBe('drift');
  expect(judge(rows(A, C), rows(A, change(C, 4, Number.NaN)), rule({ unmatched: 1, threshold: 0.1 })).verdict).toBe(
    'drift',
  );
});

test('what is not rows of that many columns never passes', () => {
  expect(judge(rows(A), f64([...A], [1, 1, 6]), rule()).verdict).toBe('drift');
  expect(judge(rows(A), f32([...A], [1, 6]), rule()).verdict).toBe('drift');
  expect(judge(rows(A), f32([...A, 0], [1, 1, 7]), rule()).verdict).toBe('drift');
  expect(judge(f32([1, 2, 3], [1, 3]), f32([1, 2, 3], [1, 3]), rule()).verdict).toBe('error');
  expect(judge(rows(A), rows(A), rule({ score: 6 })).verdict).toBe('error');
  expect(judge(rows(A), rows(A), rule({ score: 'gone' })).reason).toBe(
    'the reference: there is no numeric output gone',
  );
});

test('nothing against nothing passes by itself; a detection out of nowhere does not', () => {
  expect(judge(rows(), rows(), rule())).toMatchObject({ verdict: 'pass', total: 0 });
  expect(judge(rows(), rows(A), rule()).verdict).toBe('drift');
  expect(judge(rows(A), rows(), rule()).verdict).toBe('drift');
});

const detection = fc.record({
  row: fc.constant(0),
  box: fc
    .tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([x, y, w, h]): Box => [x, y, x + w, y + h]),
  score: fc.integer({ min: 0, max: 4 }).map((n) => n / 4),
  label: fc.constantFrom('1', '2'),
});
const detections = fc.array(detection, { maxLength: 7 });
const limits = { iou: 0.3, scoreMargin: 0.25 };
const counts = (r: readonly Detection[], c: readonly Detection[], within = limits) => {
  const { matches, missing, extra } = matchDetections(r, c, within);
  return { matches: matches.length, missing: missing.length, extra: extra.length };
};

test('matches as many as can be, found by trying everything', () => {
  const fits = (a: Detection, b: Detection) =>
    a.label === b.label && Math.abs(a.score - b.score) <= 0.25 && overlap(a.box, b.box) >= 0.3;
  const most = (r: readonly Detection[], c: readonly Detection[]): number => {
    const [first, ...rest] = r;
    if (first === undefined) return 0;
    const taken = c.map((other, i) => (fits(first, other) ? 1 + most(rest, c.toSpliced(i, 1)) : 0));
    return Math.max(most(rest, c), ...taken);
  };
  fc.assert(
    fc.property(detections, detections, (r, c) => {
      const found = counts(r, c);
      expect(found.matches).toBe(most(r, c));
      expect(found).toEqual({
        matches: found.matches,
        missing: r.length - found.matches,
        extra: c.length - found.matches,
      });
    }),
    { numRuns: 500 },
  );
});

test('depends neither on order nor on which side is the reference, and wider limits never match fewer', () => {
  fc.assert(
    fc.property(detections, detections, (r, c) => {
      const { matches, missing, extra } = counts(r, c);
      expect(counts(r.toReversed(), c.toReversed())).toEqual({ matches, missing, extra });
      expect(counts(c, r)).toEqual({ matches, missing: extra, extra: missing });
      expect(counts(r, c, { iou: 0.2, scoreMargin: 0.5 }).matches).toBeGreaterThanOrEqual(matches);
    }),
  );
});
