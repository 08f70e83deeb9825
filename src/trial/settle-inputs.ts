import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { committed } from '../convert/loadable.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import { faultOf, UserError } from '../errors.js';
import { DRAW_OF_ZEROS, DRAWS, type Draw, drawsOfSizes } from '../golden/draw.js';
import { inputsBlock } from '../golden/inputs-block.js';
import { type StagedModel, stageCases } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { declaredZeros } from '../onnx/declared-zeros.js';
import { findInputDemands } from '../onnx/input-demands.js';
import { tracedSizes } from '../onnx/traced-sizes.js';
import type { ModelPlan } from '../plan/plan.js';
import { casesFor, LOADING, type Ran, type RuntimePool } from '../run/run-request.js';
import type { Fault } from '../types.js';
import { readable } from '../values/stored-values.js';
import { describeFailure } from '../worker/failure.js';
import { type OutputDefect, outputDefect } from './output-defect.js';
import { type ReferenceRuns, runReference } from './reference-runs.js';

export interface SettleContext {
  readonly host: Host;
  readonly config: Config;
  readonly pool: RuntimePool;
  /** Runs of the reference that are known from before; none when left out. */
  readonly references?: ReferenceRuns | undefined;
  readonly folder: string;
}

/** The cases of a model; of made-up inputs, also what the reference made of them. */
export interface SettledInputs {
  readonly staged: StagedModel;
  /** Null where the reference did not have to run. */
  readonly reference: Ran | null;
}

/** What the reference made of one draw. */
interface Tried extends SettledInputs {
  readonly reference: Ran;
  readonly defect: OutputDefect | null;
}

/**
 * The golden cases of a model. Without any, inputs are made up, and the reference tries one draw after another until its
 * outputs are fit to be compared: nobody knows what a network expects, but it shows what it does not.
 * @returns a fault when the reference makes nothing of any draw
 * @throws UserError when the goldens, or what the config says of them, do not fit the model
 */
export async function settleInputs(
  plan: ModelPlan,
  context: SettleContext,
): Promise<SettledInputs | { readonly fault: Fault }> {
  const { host, config, folder } = context;
  const stage = (draw = DRAWS[0]) => stageCases(plan.model, join(folder, `golden${draw.name}`), config, host, draw);
  const staged = await stage();
  if (staged.goldens === 'committed' || staged.cases.length === 0 || plan.reference === null)
    return { staged, reference: null };
  const first = await tryInputs(plan, staged, '', context);
  let best = first;
  const traced = drawsOfSizes(tracedSizesOf(plan.model.forms[0]));
  for (const draw of [...drawsOfZeros(plan.model.forms[0]), ...DRAWS.slice(1), ...traced]) {
    if (!isInputsFault(best)) break;
    // Other sizes help against a refusal alone.
    if (traced.includes(draw) && !isRefusal(best)) break;
    const next = await tryInputs(plan, (await stage(draw).catch(unfit)) ?? staged, draw.name, context);
    if (rank(next) < rank(best)) best = next;
  }
  return rank(best) < RANKS.nan ? best : { fault: await faultOfInputs(plan, first) };
}

/** The size 0 is tried where the reference does not take another one. */
function drawsOfZeros({ content }: Form): readonly Draw[] {
  const graph = 'fault' in content ? undefined : content.onnx?.graph;
  return graph !== undefined && declaredZeros(graph).size > 0 ? [DRAW_OF_ZEROS] : [];
}

function tracedSizesOf({ content }: Form): readonly number[] {
  const graph = 'fault' in content ? undefined : content.onnx?.graph;
  return graph === undefined ? [] : tracedSizes(graph);
}

/** A draw whose sizes the configuration rules out is no draw. */
function unfit(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

async function tryInputs(
  { model, reference }: ModelPlan,
  staged: StagedModel,
  name: string,
  context: SettleContext,
): Promise<Tried> {
  if (reference === null) throw new Error('nothing to try inputs on');
  const form = committed(model.forms[0]);
  const ran = await runReference(context, {
    title: `${model.id}: reference on ${reference.runtime.id}${name === '' ? '' : `, ${name} inputs`}`,
    column: reference,
    model: form,
    format: form.format,
    cases: casesFor({ names: {}, changes: {} }, staged.cases),
    folder: join(context.folder, `reference${name}`),
  });
  const outputs = await readable(ran.outputs.get(staged.cases[0]?.name ?? ''));
  return { staged, reference: ran, defect: outputs === undefined ? null : outputDefect(outputs) };
}

/** From outputs that can be compared to none that could be. */
const RANKS = { fit: 0, constant: 1, nan: 2, empty: 2, refused: 3 } as const;

function rank(tried: Tried): number {
  if (isRefusal(tried)) return RANKS.refused;
  return RANKS[tried.defect?.kind ?? 'fit'];
}

/** Whether other inputs may help: not where the model cannot even be loaded, or takes too long. */
function isInputsFault(tried: Tried): boolean {
  return tried.defect !== null || isRefusal(tried);
}

/** What the worker said or left cannot be read: that tells nothing of the inputs. */
const UNREADABLE = 'ProtocolError';

function isRefusal({ reference: { failure } }: Tried): boolean {
  return (
    failure !== null &&
    failure.doing !== LOADING &&
    (failure.failure.kind === 'crashed' || (failure.failure.kind === 'failed' && failure.failure.type !== UNREADABLE))
  );
}

const NO_INPUTS_FIT = 'most likely no inputs fit the model, because sizes in its file contradict each other';
const CHECK_THE_FILE =
  'check the sizes that the file declares for its inputs, and those of the weights behind them, and export it again; if it does run, commit golden inputs';

/** Whether operators of the graph do not suit each other, whatever sizes its inputs have. */
function contradictsItself(form: Form): boolean {
  const graph = 'fault' in form.content ? undefined : form.content.onnx?.graph;
  const signature = signatureOfForm(form);
  return graph !== undefined && signature !== null && findInputDemands(graph, signature).contradictions > 0;
}

const NEEDS_MEMORY = 'run it on a machine with more memory, or export it smaller; other inputs would not help';

/** Whether no input has a size that could be smaller. */
function hasFixedSizes(form: Form): boolean {
  return (signatureOfForm(form)?.inputs ?? []).every(
    ({ type }) => type.kind === 'tensor' && type.shape?.every((size) => typeof size === 'number' && size > 0) === true,
  );
}

/** How runtimes say that an allocation failed. */
const NO_MEMORY = /bad_alloc|(?:failed to|cannot|could not|unable to) allocate|out of memory/i;

async function faultOfInputs(
  { model, reference }: ModelPlan,
  { staged, reference: ran, defect }: Tried,
): Promise<Fault> {
  const runtime = reference?.runtime.id ?? '';
  const inputs = await staged.cases[0]?.inputs.read();
  const { failure } = ran;
  const next = `commit golden inputs (golden/${model.id}/first.inputs.npz), or describe them in portability.yml: \`models: [{ path: ${model.forms[0].path}, ${inputsBlock(inputs ?? {})} }]\` with the sizes and ranges that the model expects`;
  if (failure !== null) {
    const { what, why } = faultOf(describeFailure(failure.failure, failure.doing));
    const said = [`the reference on ${runtime} ${what}`, why].filter(Boolean).join('; ');
    if (contradictsItself(model.forms[0])) return { what: NO_INPUTS_FIT, why: said, next: CHECK_THE_FILE };
    const large = NO_MEMORY.test([what, why].join('\n'));
    if (large && hasFixedSizes(model.forms[0]))
      return {
        what: 'the model asks for more memory than there is, in the sizes that it declares',
        why: said,
        next: NEEDS_MEMORY,
      };
    return {
      what: large
        ? 'the model asks for more memory than there is with the inputs that were made up'
        : 'the inputs that were made up do not fit the model, which has no goldens',
      why: said,
      next,
    };
  }
  const found = defect?.kind === 'empty' ? 'every output is empty' : `output ${defect?.output} is NaN everywhere`;
  return {
    what: `${found} for the inputs that were made up: the model has no goldens`,
    why: `${DRAWS.length} kinds of inputs were tried on ${runtime}`,
    next,
  };
}
