/** Observes a column at the values of a graph, through the conversions that lead to it. */
import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeTensors } from '../compare/judge-tensors.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { pairLeaves } from '../compare/pairing/structure.js';
import { DEFAULT_TOLERANCE } from '../compare/tolerance-spec.js';
import type { FormConverter } from '../convert/convert-form.js';
import { committed } from '../convert/loadable.js';
import { readForm } from '../discover/read-form.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { underFirstNames } from '../judge/case-consensus.js';
import type { CutValue } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { Column } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import { NO_TIME } from '../results/located-schema.js';
import { casesFor, type RuntimePool } from '../run/run-request.js';
import { type Observe, type Seen, type Sight, showsFault, type Unseen } from '../search/sight.js';
import { fromReal } from '../tensor/real.js';
import { elementCount, type Value, type Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';
import { readable, type StoredValues, valuesMadeBy } from '../values/stored-values.js';
import { describeFailure, isPassing } from '../worker/failure.js';
import { cutModel, type Part, writePart } from './cut-model.js';
import { type KnownValue, only, type ReferenceValues, unseenRun } from './reference-values.js';
import { isUndecided } from './undecided.js';

/** What is observed. */
export interface Candidate {
  /** The graph that the column runs, or is given a conversion of. */
  readonly model: onnx.ModelProto.$Properties;
  readonly steps: readonly RouteStep[];
  readonly column: Column;
  readonly precision: Precision;
  readonly case: Pick<StagedCase, 'name' | 'sha256'>;
  /** By the names in the graph. */
  readonly inputs: StoredValues;
}

export interface ObserveContext {
  /** For progress. */
  readonly id: string;
  readonly pool: RuntimePool;
  readonly converter: FormConverter;
  readonly folder: string;
  readonly threads?: TallyPool | undefined;
  /** Whether the time for the search is over. */
  over(): boolean;
}

export interface RouteObserver {
  readonly observe: Observe;
  /** Whether the column makes something else of these values, also where rounding alone would; null where it does not run. */
  differs(from: readonly string[], to: readonly string[]): Promise<boolean | null>;
  /** What the column made in the last observation, by the names in the graph. */
  last(): Values | null;
  /** Whether the last part from the model's inputs on that showed a fault gives the same again; null where there is none, or it does not run. */
  repeats(): Promise<boolean | null>;
  /** How many parts were run, each converted first where the column does not read ONNX. */
  count(): number;
  /** Whether a part did not run for a reason that may have passed. */
  isTroubled(): boolean;
}

export function routeObserver(
  candidate: Candidate,
  reference: ReferenceValues,
  context: ObserveContext,
): RouteObserver {
  let last: Values | null = null;
  let count = 0;
  let troubled = false;
  let whole: { readonly to: readonly string[]; readonly made: Values } | null = null;
  const observer: RouteObserver = {
    last: () => last,
    async differs(from, to) {
      const seen = await observer.observe(from, to);
      if ('unseen' in seen || last === null) return null;
      const known = [...(await reference.read(to))];
      const strict = new Map(known.map(([name, value]) => [name, { ...value, moved: null }]));
      return showsFault(sightOf(strict, last, candidate.precision, context.threads));
    },
    async repeats() {
      if (whole === null) return null;
      const { to, made } = whole;
      const again = await observer.observe([], to);
      if ('unseen' in again || last === null) return null;
      const known = await reference.read(to);
      const before = [...known].flatMap(([name, value]) => {
        const own = Object.hasOwn(made, name) ? made[name] : undefined;
        return own?.kind === 'tensor' ? [[name, { ...value, tensor: own }] as const] : [];
      });
      return !showsFault(sightOf(new Map(before), last, candidate.precision, context.threads));
    },
    count: () => count,
    isTroubled: () => troubled,
    async observe(from, to, constants = {}) {
      last = null;
      if (context.over()) return { unseen: NO_TIME };
      const held = constants.held ?? [];
      const lost = await reference.know([...new Set([...from, ...to, ...held])]);
      troubled ||= lost?.passing === true;
      if (lost !== null) return lost;
      const fed = await reference.read(from);
      if (fed.size < from.length) return { unseen: 'a value to be fed is not a tensor' };
      const part = partOf(candidate.model, from, to, reference, {
        computed: constants.computed ?? [],
        held: valuesOf(await reference.read(held)),
        fixed: constants.fixed === true,
      });
      if (part === null) return { unseen: 'the graph that runs does not have these values' };
      count += 1;
      const ran = await runPart(part, fed, to, candidate, context);
      if ('unseen' in ran) {
        troubled ||= ran.passing === true;
        return ran;
      }
      const known = await reference.read(to);
      last = underFirstNames(to, valuesOf(known), ran.outputs, ran.names);
      const sight = sightOf(known, last, candidate.precision, context.threads);
      if (from.length === 0 && showsFault(sight)) whole = { to, made: last };
      return sight;
    },
  };
  return observer;
}

function valuesOf(known: ReadonlyMap<string, KnownValue>): Values {
  return Object.fromEntries([...known].map(([name, { tensor }]) => [name, tensor]));
}

function partOf(
  model: onnx.ModelProto.$Properties,
  from: readonly string[],
  to: readonly string[],
  reference: ReferenceValues,
  { computed, held, fixed }: { readonly computed: readonly string[]; readonly held: Values; readonly fixed: boolean },
): Part | null {
  const made = new Set((model.graph?.node ?? []).flatMap(({ output }) => output ?? []));
  const wanted = to.filter((name) => made.has(name));
  if (wanted.length === 0) return null;
  // Sizes that the model leaves open stay open in its parts: some faults show only then.
  const open =
    !fixed &&
    (model.graph?.input ?? []).some(({ type }) =>
      (type?.tensorType?.shape?.dim ?? []).some(({ dimValue }) => dimValue == null || Number(dimValue) <= 0),
    );
  const cutAt = (name: string): CutValue => {
    const type = reference.typeOf(name);
    return open && type.shape !== undefined ? { ...type, shape: type.shape.map(() => null) } : type;
  };
  const known = Object.entries(reference.constants).filter(([name]) => !computed.includes(name));
  return cutModel(model, {
    from: from.map(cutAt),
    to: wanted.map(cutAt),
    // Without values that are fed nothing is cut off, and the part computes its sizes as the model does.
    constants: from.length === 0 ? held : { ...Object.fromEntries(known), ...held },
  });
}

async function runPart(
  part: Part,
  fed: ReadonlyMap<string, KnownValue>,
  to: readonly string[],
  { steps, column, case: one, inputs }: Candidate,
  { id, pool, converter, folder: parent }: ObserveContext,
): Promise<{ readonly outputs: Values; readonly names: Readonly<Record<string, string | null>> } | Unseen> {
  const folder = await mkdtemp(join(parent, 'part-'));
  await writePart(part.model, folder);
  const form = { ...(await readForm(folder, 'model.onnx')), path: `a part of ${id}` };
  if ('fault' in form.content) return { unseen: form.content.fault.what };
  const own = only(inputs, part.inputs);
  const given = valuesMadeBy(async () => ({ ...(await own.read()), ...valuesOf(onlyFed(fed, part.inputs)) }));
  const sha256 = createHash('sha256').update(one.sha256).update(form.sha256).digest('hex');
  const staged: StagedCase = { name: one.name, inputs: given, expected: null, sha256 };
  const converted = steps.length === 0 ? null : await converter.convert(form, steps, [staged]);
  if (converted?.ok === false) {
    const unseen = describeFailure(converted.failure, converted.doing, 'limits.convert').what;
    return isPassing(converted.failure) ? { unseen, passing: true } : { unseen };
  }
  const loaded = converted?.stages.at(-1) ?? committed(form);
  const ran = await pool.run({
    title: `${id}: looking at ${to.length === 1 ? to[0] : `${to.length} values`}`,
    column,
    model: loaded,
    format: loaded.format,
    changes: loaded.changes,
    cases: casesFor(loaded, [staged]),
    folder: join(folder, 'outputs'),
  });
  const outputs = ran.failure === null ? await readable(ran.outputs.get(one.name)) : undefined;
  return outputs === undefined ? unseenRun(ran, column.id) : { outputs, names: loaded.names };
}

function onlyFed(fed: ReadonlyMap<string, KnownValue>, names: readonly string[]): ReadonlyMap<string, KnownValue> {
  return new Map([...fed].filter(([name]) => names.includes(name)));
}

function sightOf(
  known: ReadonlyMap<string, KnownValue>,
  candidate: Values,
  precision: Precision,
  tallyPool: TallyPool | undefined,
): Sight {
  return new Map(
    [...known].flatMap(([name, value]) => {
      const other = Object.hasOwn(candidate, name) ? candidate[name] : undefined;
      const seen = other === undefined ? null : compared(value, other, { precision, tallyPool });
      return seen === null ? [] : [[name, seen] as const];
    }),
  );
}

/** Null where the two cannot be compared, or where rounding alone changes an integer or a size. */
function compared(
  known: KnownValue,
  other: Value,
  about: { readonly precision: Precision; readonly tallyPool: TallyPool | undefined },
): Seen | null {
  const { tensor, noise } = known;
  const [pair] = pairLeaves('value', tensor, other);
  if (pair?.kind === 'mismatch') {
    const sized = other.kind === 'tensor' && other.dtype === tensor.dtype;
    // Of as many elements in another shape nobody knows the layout.
    const lost = sized && elementCount(other.shape) !== elementCount(tensor.shape);
    return lost && !isUndecided(known, other) ? { ratio: null, bits: null, wrong: true } : null;
  }
  if (pair?.kind !== 'tensors') return null;
  const { judgement } = judgeTensors(pair.reference, pair.candidate, {
    tolerance: DEFAULT_TOLERANCE,
    precision: about.precision,
    noise,
    tallyPool: about.tallyPool,
  });
  const { noiseRatio, effectiveBits, verdict } = judgement;
  if (verdict === 'drift' && isUndecided(known, pair.candidate)) return null;
  return {
    ratio: noiseRatio === null ? null : fromReal(noiseRatio),
    bits: effectiveBits === null ? null : fromReal(effectiveBits),
    wrong: verdict === 'drift',
  };
}
