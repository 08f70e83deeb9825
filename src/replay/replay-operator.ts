/** One operator that was found to be computed wrongly, by itself: does it show the fault alone, why, and who is right. */
import { withoutDouble, withWinograd } from '../compare/kernel/noise-model.js';
import { changed, type NoiseByLeaf } from '../noise/noise-floor.js';
import { hasWinogradConvolutions } from '../onnx/winograd-rounding.js';
import type { ResultCell } from '../results/schema.js';
import type { Values } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import { type Distance, distance } from './distance.js';
import { type Cause, causesOf, offeredReadings } from './name-cause.js';
import { bytesOfModel, type OperatorAlone, operatorAlone, type Shapes } from './operator-alone.js';
import type { OperatorQuestion } from './operator-question.js';
import { type OperatorTruth, truthOfOperator } from './operator-truth.js';
import type { ReplayContext } from './replay-context.js';
import { type Measured, measureOperator, runOperator } from './run-operator.js';

/**
 * `alone`: it shows the fault by itself. `open-sizes`: only while the model leaves the sizes of its inputs open. `not-alone`:
 * by itself it is right, so the fault needs its neighbours: fusion, or a change of layout. `not-run`: see the reason.
 */
export type Shows = 'alone' | 'open-sizes' | 'not-alone' | 'not-run';

/** What came of it, as plain data. */
export interface ReplayOutcome {
  /** As in `PRelu`; of several, in order. */
  readonly operators: readonly string[];
  /** Name of the last one, or of what it makes. */
  readonly node: string;
  readonly shows: Shows;
  /** Why it was not run, or could not be judged; null otherwise. */
  readonly reason: string | null;
  /** From what the reference made of it to what the column made. */
  readonly distance: Distance | null;
  readonly reference: { readonly runtime: string; readonly version: string | null };
  readonly column: { readonly runtime: string; readonly version: string | null; readonly route: ResultCell['route'] };
  /** Known misreadings that differ from the specification on these inputs. */
  readonly offered: number;
  /** Those that reproduce what the column made, the closest first. */
  readonly causes: readonly Cause[];
  readonly truth: OperatorTruth | null;
}

export interface ReplayedOperator {
  readonly question: OperatorQuestion;
  readonly outcome: ReplayOutcome;
  /** Null unless it shows the fault. */
  readonly evidence: Evidence | null;
}

/** The smallest that shows the fault so far: a model with its inputs, and what was made of them. */
export interface Evidence {
  readonly alone: OperatorAlone;
  /** Declares the sizes of its inputs as open. */
  readonly open: boolean;
  /** Whether it was right while the sizes were fixed. */
  readonly rightWhenFixed: boolean;
  readonly reference: Measured;
  readonly candidate: Values;
  readonly distance: Distance;
  readonly version: string | null;
  readonly route: ResultCell['route'];
}

/** Replays the operator on the reference and down the route to its column, names the cause and asks for the truth. */
export async function replayOperator(question: OperatorQuestion, context: ReplayContext): Promise<ReplayedOperator> {
  const alone = operatorAlone(question);
  if ('fault' in alone) return notRun(question, [], alone.fault, context);
  const tried = await tryOperator(alone, question, context);
  if ('fault' in tried) return notRun(question, alone.nodes, tried.fault, context);
  return judged(tried, question, context);
}

/** What an operator that was run shows, why, and who is right. */
export async function judged(
  tried: Evidence,
  question: OperatorQuestion,
  context: ReplayContext,
): Promise<ReplayedOperator> {
  const outcome = outcomeOf(tried, question, context);
  if (tried.distance.agree) return { question, outcome: { ...outcome, shows: 'not-alone' }, evidence: null };
  const { alone, reference, candidate } = tried;
  const offered = await offeredReadings(alone, reference, candidate, context);
  const { values, noise } = reference;
  const disputed = { alone, reference: values, candidate, noise, precision: question.precision };
  return {
    question,
    outcome: {
      ...outcome,
      shows: tried.rightWhenFixed ? 'open-sizes' : 'alone',
      offered: offered.length,
      causes: causesOf(candidate, offered, noise),
      truth: await truthOfOperator(disputed, context),
    },
    evidence: tried,
  };
}

/**
 * Runs it on the reference and on the column: with fixed sizes, and with open ones when the fault does not show.
 * A fault that is returned says where it does not run.
 */
async function tryOperator(
  alone: OperatorAlone,
  question: OperatorQuestion,
  context: ReplayContext,
): Promise<Evidence | { readonly fault: Fault }> {
  const fixed = await tryWith(alone, false, question, context);
  if (!('fault' in fixed) && !fixed.distance.agree) return fixed;
  const open = await tryWith(alone, true, question, context);
  if ('fault' in open) return fixed;
  if (open.distance.agree) return 'fault' in fixed ? open : fixed;
  return { ...open, rightWhenFixed: !('fault' in fixed) };
}

/** Runs an operator on the reference and down the route to the column. */
export async function tryWith(
  alone: OperatorAlone,
  open: boolean,
  {
    column,
    precision,
    acceptsFloat32,
    route,
    sigma = {},
  }: Pick<OperatorQuestion, 'column' | 'precision' | 'acceptsFloat32' | 'route' | 'sigma'>,
  context: ReplayContext,
): Promise<Evidence | { readonly fault: Fault }> {
  const { inputs } = alone;
  const winograd = column.runtime.winograd === true && hasWinogradConvolutions(alone.model.graph ?? {});
  const reference = await measureOperator(bytesOfModel(alone), inputs, winograd, context);
  if ('fault' in reference)
    return { fault: { ...reference.fault, what: `on ${context.reference.runtime.title}: ${reference.fault.what}` } };
  const { values } = reference;
  const narrow = acceptsFloat32 ? changed(reference.noise, withoutDouble) : reference.noise;
  const noise = quieter(winograd ? changed(narrow, withWinograd) : narrow, sigma);
  const bytes = bytesOfModel(alone, { shapes: shapesOf(values), open });
  const made = await runOperator({ bytes, inputs, column, route, like: values }, context);
  if ('fault' in made) return { fault: { ...made.fault, what: `on ${column.id}: ${made.fault.what}` } };
  return {
    alone,
    open,
    rightWhenFixed: false,
    reference: { ...reference, noise },
    candidate: made.values,
    distance: distance(values, made.values, { noise, precision }),
    version: made.version,
    route: made.route,
  };
}

/**
 * The operator gets the very values that the reference computed. What it makes may jump where these move, as at the ties of
 * a Round, while in the whole model they never do: then that model's noise floors hold.
 */
function quieter(noise: NoiseByLeaf, whole: NonNullable<OperatorQuestion['sigma']>): NoiseByLeaf {
  return Object.fromEntries(
    Object.entries(noise).map(([name, own]) => {
      const floor = Object.hasOwn(whole, name) ? (whole[name] ?? null) : null;
      return [name, floor !== null && floor.doubt === undefined && floor.sigma < own.sigma ? floor : own];
    }),
  );
}

export function shapesOf(values: Values): Shapes {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value.kind === 'tensor' ? [[name, value.shape] as const] : [])),
  );
}

function outcomeOf(
  { alone, distance: found, reference, version, route }: Evidence,
  { column }: OperatorQuestion,
  context: ReplayContext,
) {
  return {
    ...namesOf(alone.nodes),
    reason: null,
    distance: found,
    reference: { runtime: context.reference.runtime.id, version: reference.version },
    column: { runtime: column.runtime.id, version, route },
    offered: 0,
    causes: [],
    truth: null,
  };
}

function namesOf(
  nodes: readonly {
    readonly opType?: string | null;
    readonly name?: string | null;
    readonly output?: readonly string[] | null;
  }[],
) {
  const last = nodes.at(-1);
  return { operators: nodes.map(({ opType }) => opType ?? ''), node: last?.name || (last?.output?.[0] ?? '') };
}

function notRun(
  question: OperatorQuestion,
  nodes: OperatorAlone['nodes'] | readonly [],
  fault: Fault,
  context: ReplayContext,
): ReplayedOperator {
  return {
    question,
    outcome: {
      ...namesOf(nodes),
      shows: 'not-run',
      reason: fault.what,
      distance: null,
      reference: { runtime: context.reference.runtime.id, version: null },
      column: { runtime: question.column.runtime.id, version: null, route: [] },
      offered: 0,
      causes: [],
      truth: null,
    },
    evidence: null,
  };
}
