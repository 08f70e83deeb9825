import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Tensor } from '../tensor/tensor.js';
import { causesOf, offeredReadings } from './name-cause.js';
import { type OperatorAlone, protoOf, weightOf } from './operator-alone.js';
import type { OperatorQuestion } from './operator-question.js';
import type { ReplayContext } from './replay-context.js';
import { type Evidence, judged, type ReplayedOperator, tryWith } from './replay-operator.js';

/** How much is spent on making an operator smaller. */
export interface ShrinkEffort {
  /** Times that it is run on the reference and the column. */
  readonly runs: number;
  readonly seconds: number;
}

const EFFORT: ShrinkEffort = { runs: 40, seconds: 120 };

/**
 * The same fault on the smallest tensors that were found to show it: axis by axis, the largest first, down to a single
 * place where that is enough. Where a cause was named, it still has to be the cause.
 */
export async function shrinkOperator(
  replayed: ReplayedOperator,
  context: ReplayContext,
  effort: ShrinkEffort = EFFORT,
): Promise<ReplayedOperator> {
  const { question, evidence, outcome } = replayed;
  if (evidence === null) return replayed;
  const variant = outcome.causes[0]?.variant ?? null;
  const end = performance.now() + effort.seconds * 1000;
  let smallest = evidence;
  let runs = 0;
  const input = largestInput(evidence.alone);
  for (const axis of axesOf(evidence.alone, input)) {
    const tried = new Set<string>();
    for (const cut of cutsOf(smallest, input, axis)) {
      if (runs >= effort.runs || performance.now() > end) break;
      const alone = sliced(smallest.alone, cut);
      const key = sizesOf(alone);
      if (alone === null || tried.has(key)) continue;
      tried.add(key);
      runs += 1;
      const smaller = await stillShown(alone, smallest, question, variant, context);
      if (smaller === null) continue;
      smallest = smaller;
      break;
    }
  }
  return smallest === evidence ? replayed : judged(smallest, question, context);
}

async function stillShown(
  alone: OperatorAlone,
  before: Evidence,
  question: OperatorQuestion,
  variant: string | null,
  context: ReplayContext,
): Promise<Evidence | null> {
  const tried = await tryWith(alone, before.open, question, context);
  if ('fault' in tried || tried.distance.agree) return null;
  // Wrong numbers must not become a wrong shape: that would be another fault.
  if ((tried.distance.noiseRatio === null) !== (before.distance.noiseRatio === null)) return null;
  const { reference, candidate } = tried;
  const { rightWhenFixed } = before;
  if (variant === null) return { ...tried, rightWhenFixed };
  const causes = causesOf(candidate, await offeredReadings(alone, reference, candidate, context), reference.noise);
  return causes.some((cause) => cause.variant === variant) ? { ...tried, rightWhenFixed } : null;
}

/** The operator is made smaller by this one. */
function largestInput({ inputs }: OperatorAlone): string {
  const bySize = Object.entries(inputs).toSorted(([, a], [, b]) => elementCount(b.shape) - elementCount(a.shape));
  return bySize[0]?.[0] ?? '';
}

/** Axes of the input, the longest first. */
function axesOf({ inputs }: OperatorAlone, input: string): number[] {
  const shape = inputs[input]?.shape ?? [];
  const axes = shape.map((_, axis) => axis).filter((axis) => (shape[axis] ?? 0) > 1);
  return axes.toSorted((a, b) => (shape[b] ?? 0) - (shape[a] ?? 0) || a - b);
}

/** Part of an axis of an input, and what else is cut with it. */
interface Cut {
  readonly input: string;
  readonly axis: number;
  readonly from: number;
  readonly size: number;
  readonly along: 'inputs' | 'broadcast' | 'channels';
}

/** From one place to half of them, around the place where the fault is largest and from the front. */
function* cutsOf({ alone, reference, candidate }: Evidence, input: string, axis: number): Generator<Cut> {
  const shape = alone.inputs[input]?.shape ?? [];
  const length = shape[axis] ?? 1;
  const worst = worstPlace(reference.values, candidate, shape.length, axis, length);
  for (let size = 1; size < length; size *= 2)
    for (const start of new Set([Math.min(worst, length - size), 0]))
      for (const along of ['inputs', 'broadcast', 'channels'] as const) yield { input, axis, from: start, size, along };
}

/** Along an axis that outputs have too; 0 otherwise. */
function worstPlace(
  reference: Evidence['candidate'],
  candidate: Evidence['candidate'],
  rank: number,
  axis: number,
  length: number,
): number {
  for (const [name, value] of Object.entries(reference)) {
    const other = outputOf(candidate, name);
    if (value.kind !== 'tensor' || other.kind !== 'tensor' || value.dtype === 'string' || other.dtype === 'string')
      continue;
    if (value.dtype !== other.dtype || String(value.shape) !== String(other.shape)) continue;
    if (value.shape.length !== rank || value.shape[axis] !== length) continue;
    const { worst } = measure(value, other, NO_LIMIT);
    if (worst !== null) return Math.floor(worst / elementCount(value.shape.slice(axis + 1))) % length;
  }
  return 0;
}

/** Null where a tensor cannot be cut. */
function sliced(alone: OperatorAlone, cut: Cut): OperatorAlone | null {
  const first = alone.inputs[cut.input];
  if (first === undefined) return null;
  const weights = (alone.model.graph?.initializer ?? []).flatMap(({ name }) => {
    const value = weightOf(alone.model, name ?? '');
    return value === null ? [] : [[name ?? '', value] as const];
  });
  const rank = first.shape.length;
  const length = first.shape[cut.axis] ?? 0;
  const axisIn = ({ shape }: Tensor): number | null => {
    const aligned = cut.axis - rank + shape.length;
    if (cut.along === 'inputs') return shape.length === rank && shape[cut.axis] === length ? cut.axis : null;
    if (shape[aligned] === length) return aligned;
    // Scale, bias and statistics of each channel.
    return cut.along === 'channels' && cut.axis === 1 && shape.length === 1 && shape[0] === length ? 0 : null;
  };
  const cutTensor = (value: Tensor): Tensor | null => {
    const axis = axisIn(value);
    if (axis === null) return value;
    return value.dtype === 'string' || DTYPES[value.dtype].bits < 8 ? null : part(value, axis, cut.from, cut.size);
  };
  const inputs = Object.entries(alone.inputs).map(([name, value]) => [name, cutTensor(value)] as const);
  const held = cut.along === 'inputs' ? [] : weights.map(([name, value]) => [name, cutTensor(value)] as const);
  if ([...inputs, ...held].some(([, value]) => value === null)) return null;
  const changed = new Map(held.map(([name, value]) => [name, value === null ? null : protoOf(name, value)]));
  const initializer = (alone.model.graph?.initializer ?? []).map((tensor) => changed.get(tensor.name ?? '') ?? tensor);
  return {
    ...alone,
    model: { ...alone.model, graph: { ...alone.model.graph, initializer } },
    inputs: Object.fromEntries(inputs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))),
  };
}

function part(value: PackedTensor, axis: number, from: number, size: number): PackedTensor {
  const length = value.shape[axis] ?? 1;
  const outer = elementCount(value.shape.slice(0, axis));
  const inner = (elementCount(value.shape.slice(axis + 1)) * DTYPES[value.dtype].bits) / 8;
  const bytes = new Uint8Array(outer * size * inner);
  for (let row = 0; row < outer; row++) {
    const start = (row * length + from) * inner;
    bytes.set(value.bytes.subarray(start, start + size * inner), row * size * inner);
  }
  return { ...value, shape: value.shape.map((old, at) => (at === axis ? size : old)), bytes };
}

function sizesOf(alone: OperatorAlone | null): string {
  if (alone === null) return '';
  const weights = (alone.model.graph?.initializer ?? []).map(({ dims }) => String(dims));
  return [
    ...Object.values(alone.inputs).map(
      ({ shape, ...value }) =>
        `${shape}:${'bytes' in value ? Buffer.from(value.bytes.subarray(0, 64)).toString('hex') : ''}`,
    ),
    ...weights,
  ].join('|');
}
