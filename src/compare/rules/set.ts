import { z } from 'zod';
import { brief, formatCount, formatNearOne, formatPercent, groupThousands } from '../../number-format.js';
import { DTYPES } from '../../tensor/dtype.js';
import { fromReal, real } from '../../tensor/real.js';
import { describeType, type PackedTensor, type Tensor } from '../../tensor/tensor.js';
import { defineRule } from '../define-rule.js';
import { BOX_FORMATS } from '../kernel/box-overlap.js';
import { type Detection, readDetections } from '../kernel/detections.js';
import { indexOf } from '../kernel/element-at.js';
import { type Matching, matchDetections } from '../kernel/match-detections.js';
import type { WholePair } from '../rule-verdict.js';
import { count, knownShare, share } from '../shared-fields.js';

const column = z.int().min(0);
const output = z.string().min(1);
const field = z.union([column.describe('A column'), output.describe('Another output')]);

const set = z.strictObject({
  boxes: column.default(0).describe('First of the four columns with the box'),
  format: z.enum(BOX_FORMATS).default('xyxy').describe('Meaning of the four columns'),
  score: z
    .union([
      column.describe('A column'),
      z
        .tuple([column, column])
        .refine(([first, last]) => first < last, 'the first column must be before the last')
        .describe('First and last column of the class scores: the best is the score, its index the class'),
      output.describe('Another output: one score per box, or one per class'),
    ])
    .optional(),
  class: field.optional().describe('Must be equal: a column, or another output'),
  image: field.optional().describe('Must be equal: index of the image, a column or another output'),
  count: output.optional().describe('Output with the number of valid rows'),
  iou: z.number().gt(0).max(1).default(0.9).describe('Smallest overlap: intersection over union'),
  'score-margin': z.number().min(0).default(0.02).describe('Largest difference of the scores'),
  threshold: z.number().optional().describe('Detections with a score up to this one are ignored'),
  unmatched: share.default(0).describe('Share of the detections that may be unmatched'),
});
type SetSpec = z.output<typeof set>;

/**
 * Detections as sets: matched one to one by box, class and score, in any order and number. The number of rows may
 * differ; the element type, the leading axes and the columns may not. Anything that is NaN matches nothing.
 */
export default defineRule({
  key: 'set',
  meaning: 'detections in any order',
  spec: z
    .strictObject({ set })
    .describe('Detections in any order: boxes that overlap, with the same class and about the same score'),
  singleOutput: true,
  others: ({ set: { score, class: label, image, count: rows } }) =>
    [score, label, image, rows].filter((part) => typeof part === 'string'),
  dtypeFault(dtype) {
    const { kind } = DTYPES[dtype];
    return kind === 'float' || kind === 'integer' ? null : `set applies to numbers, not to ${dtype}`;
  },
  shapeFault({ set: spec }, shape) {
    if (shape.length < 2) return 'detections need at least two axes: a row per detection, with its box in the columns';
    const columns = shape.at(-1);
    const fields = [spec.score, spec.class, spec.image].flat().filter((part) => typeof part === 'number');
    const last = Math.max(spec.boxes + 3, ...fields);
    if (typeof columns === 'number' && last >= columns)
      return `there is no column ${last}, counted from 0: the last axis has ${columns}`;
    return null;
  },
  whole: {
    judge: ({ set: spec }, pair) => verdictOf(spec, pair),
    partWords: (owner) => `with the detections of ${owner}`,
  },
  fields: {
    set: z.strictObject({
      of: z.string().describe('Output whose rule pairs the detections'),
      matched: count,
      missing: count.describe('Detections of the reference without a match'),
      extra: count.describe('Detections of the candidate without a match'),
      excused: count.describe(
        'How many of these score so near the threshold that the other side may have dropped them',
      ),
      allowed: share.describe('Largest share of unmatched detections that passes'),
      lowestIou: real.nullable().describe('Smallest overlap of a pair'),
      largestScoreDifference: real.nullable(),
    }),
  },
  words({ set: { score, iou, 'score-margin': margin, threshold, unmatched } }) {
    const scores = score === undefined ? '' : `, scores within ${margin}`;
    const above = threshold === undefined ? '' : `, scores above ${threshold}`;
    const left = unmatched === 0 ? '' : `, ${formatPercent(unmatched)} may be unmatched`;
    return `detections in any order: overlap at least ${iou}${scores}${above}${left}`;
  },
  resultWords({ set: { matched, missing, extra, excused, lowestIou } }) {
    const overlap = lowestIou === null ? '' : `, overlap ≥ ${formatNearOne(fromReal(lowestIou))}`;
    const near = excused === 0 ? '' : `, ${groupThousands(excused)} of these near the threshold`;
    return `detections: ${groupThousands(matched)} matched${overlap}, ${groupThousands(missing)} missing, ${groupThousands(extra)} extra${near}`;
  },
  memory: { of: z.string().describe('set: the output whose rule pairs the detections'), share: knownShare },
  remember: ({ set: { of, allowed } }) => ({ of, share: allowed }),
  bySize: false,
});

function verdictOf(spec: SetSpec, pair: WholePair) {
  const reading = readBoth(spec, pair);
  if ('fault' in reading) {
    const { fault, usable } = reading;
    const nothing = { tolerance: entryOf(pair.name, NOTHING, 0, 0), mismatched: 0, total: 0, worst: null };
    return usable ? { ...nothing, reasons: [fault] } : { ...nothing, reasons: [], unusable: fault };
  }
  const limits = { iou: spec.iou, scoreMargin: spec['score-margin'] };
  const all = join(reading.expected.map((list, i) => matchDetections(list, reading.actual[i] ?? [], limits)));
  const detections = reading.expected.flat().length;
  const alone = [...all.missing, ...all.extra];
  const unexcused = alone.filter((one) => !isNearThreshold(one, spec));
  const excused = alone.length - unexcused.length;
  const total = Math.max(detections, reading.actual.flat().length);
  const [first] = unexcused;
  const broken = [...reading.expected.flat(), ...reading.actual.flat()].filter((one) => !isWhole(one)).length;
  const reasons =
    broken > 0
      ? [`${formatCount(broken, 'detection')} with NaN or infinity`]
      : unexcused.length <= spec.unmatched * total
        ? []
        : [reasonOf(all, excused, detections)];
  return {
    tolerance: entryOf(pair.name, all, excused, spec.unmatched),
    mismatched: Math.min(total, unexcused.length),
    total,
    worst: first === undefined ? null : worstOf(first, all, reading.reference),
    reasons,
  };
}

const NOTHING: Matching = { matches: [], missing: [], extra: [] };

function entryOf(of: string, { matches, missing, extra }: Matching, excused: number, allowed: number) {
  const differences = matches.map(({ reference, candidate }) => Math.abs(candidate.score - reference.score));
  return {
    rule: 'set' as const,
    set: {
      of,
      matched: matches.length,
      missing: missing.length,
      extra: extra.length,
      excused,
      allowed,
      lowestIou: matches.length === 0 ? null : Math.min(...matches.map(({ iou }) => iou)),
      largestScoreDifference: matches.length === 0 ? null : Math.max(...differences),
    },
  };
}

type Lists = readonly (readonly Detection[])[];
/** The detections of both sides; or why there are none, and whether the candidate is to blame (`usable`). */
type Reading =
  | { readonly reference: PackedTensor; readonly expected: Lists; readonly actual: Lists }
  | { readonly fault: string; readonly usable: boolean };

function readBoth(spec: SetSpec, { reference, candidate, other }: WholePair): Reading {
  const [left, right] = [packed(reference), packed(candidate)];
  if (left === null || right === null) return { fault: 'detections must be numeric', usable: false };
  const kinds = [left, right].map(({ dtype, shape }) =>
    describeType(
      dtype,
      shape.map((n, i) => (i === shape.length - 2 ? '*' : n)),
    ),
  );
  if (kinds[0] !== kinds[1])
    return { fault: `different type: the reference is ${kinds[0]}, this is ${kinds[1]}`, usable: true };
  const expected = readDetections(left, spec, (name) => packed(other(name).reference));
  if (typeof expected === 'string') return { fault: `the reference: ${expected}`, usable: false };
  const actual = readDetections(right, spec, (name) => packed(other(name).candidate));
  if (typeof actual === 'string') return { fault: actual, usable: true };
  return { reference: left, expected, actual };
}

function packed(tensor: Tensor | null): PackedTensor | null {
  return tensor === null || tensor.dtype === 'string' ? null : tensor;
}

function join(matchings: readonly Matching[]): Matching {
  return {
    matches: matchings.flatMap(({ matches }) => matches),
    missing: matchings.flatMap(({ missing }) => missing),
    extra: matchings.flatMap(({ extra }) => extra),
  };
}

function isWhole({ box, score }: Detection): boolean {
  return [...box, score].every(Number.isFinite);
}

/** The other side may have had it just below the threshold. */
function isNearThreshold({ score }: Detection, { threshold, 'score-margin': margin }: SetSpec): boolean {
  return threshold !== undefined && score <= threshold + margin;
}

function worstOf(first: Detection, { missing }: Matching, { shape }: PackedTensor) {
  const index = indexOf(shape.slice(0, -1), first.row);
  const box = `[${first.box.map((side) => brief(side, 5)).join(', ')}]`;
  return missing.includes(first)
    ? { index, reference: box, candidate: 'no match' }
    : { index, reference: 'no match', candidate: box };
}

function reasonOf({ matches, missing, extra }: Matching, excused: number, detections: number): string {
  const parts = [
    missing.length === 0 ? '' : `${missing.length} of ${formatCount(detections, 'detection')} missing`,
    extra.length === 0 ? '' : `${extra.length} extra`,
  ].filter((part) => part !== '');
  const near = excused === 0 ? '' : ` (${excused} of these near the threshold)`;
  return `${parts.join(', ')}${near}; ${matches.length} matched`;
}
