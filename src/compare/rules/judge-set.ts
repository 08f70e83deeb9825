import type { SetSpec } from '../../config/tolerance-spec.js';
import type { ResultTolerance } from '../../results/schema.js';
import { describeType, type PackedTensor, type Tensor } from '../../tensor/tensor.js';
import { type Detection, readDetections } from '../kernel/detections.js';
import { indexOf } from '../kernel/element-at.js';
import { type Matching, matchDetections } from '../kernel/match-detections.js';
import { brief, type Judgement, type Sibling, unmeasured } from './judgement.js';

/** The two outputs with the boxes, and the others that belong to them. */
export interface SetPair {
  readonly name: string;
  readonly reference: Tensor;
  readonly candidate: Tensor;
  readonly sibling: (name: string) => Sibling | null;
}

/**
 * Detections as sets: matched one to one by box, class and score, in any order and number. The number of rows may
 * differ; the element type, the leading axes and the columns may not. Anything that is NaN matches nothing.
 */
export function judgeSet(spec: SetSpec, { name, reference, candidate, sibling }: SetPair): Judgement {
  const reading = readBoth(spec, { name, reference, candidate, sibling });
  if ('fault' in reading) return { ...unmeasured(reference, reading.verdict, reading.fault), tolerance: NOTHING(name) };
  const limits = { iou: spec.iou, scoreMargin: spec['score-margin'] };
  const matchings = reading.expected.map((list, i) => matchDetections(list, reading.actual[i] ?? [], limits));
  const all = join(matchings);
  const detections = reading.expected.flat().length;
  const excused = [...all.missing, ...all.extra].filter((one) => isNearThreshold(one, spec)).length;
  const unmatched = all.missing.length + all.extra.length - excused;
  const total = Math.max(detections, reading.actual.flat().length);
  const [first] = [...all.missing, ...all.extra].filter((one) => !isNearThreshold(one, spec));
  const tolerance: ResultTolerance = {
    rule: 'set',
    set: {
      of: name,
      matched: all.matches.length,
      missing: all.missing.length,
      extra: all.extra.length,
      excused,
      allowed: spec.unmatched,
      lowestIou: all.matches.length === 0 ? null : Math.min(...all.matches.map(({ iou }) => iou)),
      largestScoreDifference:
        all.matches.length === 0
          ? null
          : Math.max(...all.matches.map((pair) => Math.abs(pair.candidate.score - pair.reference.score))),
    },
  };
  const base = {
    ...unmeasured(reference, 'pass'),
    tolerance,
    mismatched: Math.min(total, unmatched),
    total,
    worst: first === undefined ? null : worstOf(first, all, reading.reference),
  };
  const broken = [...reading.expected.flat(), ...reading.actual.flat()].filter((one) => !isWhole(one)).length;
  if (broken > 0) return { ...base, verdict: 'drift', reason: `${broken} detections are not made of finite numbers` };
  if (unmatched <= spec.unmatched * total) return base;
  return { ...base, verdict: 'drift', reason: reasonOf(all, excused, detections) };
}

/** The judgement of an output that another output's detections are made of. */
export function judgePart(part: Tensor, whole: Judgement): Judgement {
  return { ...whole, dtype: part.dtype, shape: [...part.shape], worst: null };
}

const NOTHING = (of: string): ResultTolerance => ({
  rule: 'set',
  set: { of, matched: 0, missing: 0, extra: 0, excused: 0, allowed: 0, lowestIou: null, largestScoreDifference: null },
});

type Lists = readonly (readonly Detection[])[];
type Reading =
  | { readonly reference: PackedTensor; readonly expected: Lists; readonly actual: Lists }
  | { readonly fault: string; readonly verdict: 'drift' | 'error' };

function readBoth(spec: SetSpec, { reference, candidate, sibling }: SetPair): Reading {
  const [left, right] = [packed(reference), packed(candidate)];
  if (left === null || right === null) return { fault: 'detections are numbers', verdict: 'error' };
  const kinds = [left, right].map(({ dtype, shape }) =>
    describeType(
      dtype,
      shape.map((n, i) => (i === shape.length - 2 ? '*' : n)),
    ),
  );
  if (kinds[0] !== kinds[1])
    return { fault: `another type: the reference is ${kinds[0]}, this is ${kinds[1]}`, verdict: 'drift' };
  const expected = readDetections(left, spec, (name) => packed(sibling(name)?.reference ?? null));
  if (typeof expected === 'string') return { fault: `the reference: ${expected}`, verdict: 'error' };
  const actual = readDetections(right, spec, (name) => packed(sibling(name)?.candidate ?? null));
  if (typeof actual === 'string') return { fault: actual, verdict: 'drift' };
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

function worstOf(first: Detection, { missing }: Matching, { shape }: PackedTensor): Judgement['worst'] {
  const index = indexOf(shape.slice(0, -1), first.row);
  const box = `[${first.box.map((side) => brief(side, 5)).join(', ')}]`;
  return missing.includes(first)
    ? { index, reference: box, candidate: 'no partner' }
    : { index, reference: 'no partner', candidate: box };
}

function reasonOf({ matches, missing, extra }: Matching, excused: number, detections: number): string {
  const parts = [
    missing.length === 0 ? '' : `${missing.length} of ${detections} detections have no partner here`,
    extra.length === 0 ? '' : `${extra.length} have none in the reference`,
  ].filter((part) => part !== '');
  const near = excused === 0 ? '' : ` (${excused} of these are near the threshold)`;
  return `${parts.join(', ')}${near}; ${matches.length} agree`;
}
