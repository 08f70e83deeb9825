import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { pairLeaves } from '../compare/pairing/structure.js';
import { committed } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import { copyModel } from '../onnx/jitter.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { drawOthers, randomOperators } from '../onnx/random-operators.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import { casesFor, type Ran, type RuntimePool } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { Fault, Format } from '../types.js';
import { readable } from '../values/stored-values.js';

/** Increase it when the method changes. */
const METHOD = 3;
/** Of formats without a list of operators: more than any order of summation changes, less than a draw that matters does. */
const NOT_ROUNDING = 1e-3;

/** Formats that may draw random numbers without a list of operators to see it in. */
const OPAQUE: ReadonlySet<Format> = new Set([
  'exported-program',
  'jax-function',
  'keras',
  'pytorch-module',
  'saved-model',
  'torchscript',
]);

/**
 * Operators of TensorFlow and TensorFlow Lite that draw from a state: with a seed in the file each process begins alike, and
 * goes on with every call.
 */
const DRAWING =
  /^(Random(Uniform|UniformInt|StandardNormal|GammaV?[23]?|PoissonV?2?|Shuffle)|(Parameterized)?TruncatedNormal|Multinomial|Stateful(Uniform\w*|StandardNormal\w*|TruncatedNormal|RandomBinomial)|RANDOM_UNIFORM|RANDOM_STANDARD_NORMAL|MULTINOMIAL)$/;

const varying = z.strictObject({ output: z.string().nullable() });

export interface RepeatContext {
  readonly host: Host;
  readonly pool: RuntimePool;
  /** Ignore the cache. */
  readonly again: boolean;
  readonly folder: string;
}

/**
 * Whether the reference gives the same outputs when it runs again with the same inputs, for models that may not.
 * @returns null if it does, or cannot draw random numbers; else what draws them
 */
export async function varyingReference(
  { model }: ModelPlan,
  staged: StagedModel,
  column: Column,
  before: Ran,
  { host, pool, again: anew, folder }: RepeatContext,
): Promise<Fault | null> {
  const [first] = model.forms;
  const { content } = first;
  const { format } = content;
  const onnx = 'onnx' in content ? content.onnx : undefined;
  const operators = 'fault' in content ? [] : (content.operators ?? []);
  const listed = operators.flatMap(({ type }) => (DRAWING.test(type) ? [type] : []));
  const drawing = onnx === undefined ? listed : randomOperators(onnx.graph);
  if (format === null || before.failure !== null || (drawing.length === 0 && !OPAQUE.has(format))) return null;
  const key = keyOf(first, staged, column);
  const known = anew ? null : await readCached(host, 'repeated', key, varying);
  if (known !== null) return known.output === null ? null : faultOf(known.output, drawing, first);
  const cases = casesFor({ names: {}, changes: {} }, staged.cases);
  const second = await pool.run({
    title: `${model.id}: checking that its reference repeats itself`,
    column,
    model: onnx === undefined ? committed(first) : (empty) => otherDraws(first.absolute, onnx, empty),
    format,
    // Twice, of which the second counts: what draws by a seed begins alike in each process.
    cases: listed.length === 0 ? cases : [...cases, ...cases.map((one) => ({ ...one, name: again(one.name) }))],
    folder: join(folder, 'repeated'),
  });
  if (second.failure !== null) return null;
  let output: string | null = null;
  for (const { name } of staged.cases) {
    const [one, other] = [
      await readable(before.outputs.get(name)),
      await readable(second.outputs.get(listed.length === 0 ? name : again(name))),
    ];
    if (one !== undefined && other !== undefined)
      output ??= differing(one, other, onnx !== undefined && drawing.length > 0 ? 0 : NOT_ROUNDING);
  }
  await writeCached(host, 'repeated', key, { output });
  return output === null ? null : faultOf(output, drawing, first);
}

const again = (name: string): string => `${name}-again`;

/** A copy with other random numbers: some runtimes draw the same ones each time, and none the same as another. */
async function otherDraws(path: string, model: OnnxModel, folder: string): Promise<string> {
  const { copy } = copyModel(path, model, folder);
  drawOthers(copy);
  return copy;
}

function keyOf({ sha256 }: Form, staged: StagedModel, { runtime, version, options }: Column): string {
  const cases = staged.cases.map((one) => [one.name, one.sha256]);
  const parts = [METHOD, sha256, runtime.dependencies, version ?? '', options, cases];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * The first output that differs by more than this part of its size. Where operators are known to draw, any difference is
 * theirs: small noise, added to an output, is random as well.
 */
function differing(one: Values, other: Values, most: number): string | null {
  for (const [name, value] of Object.entries(one)) {
    const second = Object.hasOwn(other, name) ? other[name] : undefined;
    if (second === undefined) return name;
    for (const pair of pairLeaves(name, value, second)) {
      if (pair.kind === 'mismatch') return pair.name;
      if (pair.kind === 'nothing' || pair.reference.dtype === 'string' || pair.candidate.dtype === 'string') continue;
      const { rmse, rms, nonFiniteMismatches } = measure(pair.reference, pair.candidate, NO_LIMIT);
      if (nonFiniteMismatches > 0 || rmse > most * rms) return pair.name;
    }
  }
  return null;
}

function faultOf(output: string, drawing: readonly string[], { path }: Form): Fault {
  return {
    what: `the model is random: ${output} differs between two runs with the same inputs`,
    why:
      drawing.length > 0
        ? `${path} draws random numbers: ${drawing.join(', ')}`
        : `${path} draws random numbers, or is in training mode (dropout)`,
    next: 'export the model in evaluation mode (PyTorch: `model.eval()`), or make the random numbers an input',
  };
}
