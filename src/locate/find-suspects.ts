/** From a cell that drifts to the ONNX graphs in which its operator can be searched. */
import { committed } from '../convert/loadable.js';
import { describeAs } from '../discover/read-form.js';
import { goldenCases, type StagedCase } from '../golden/stage-cases.js';
import { acceptsFloat32 } from '../plan/accepts-float32.js';
import type { Column } from '../plan/column.js';
import { coarserOf } from '../plan/through.js';
import type { ResultCell, ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';
import type { RanForm, RunTrial, TriedModel } from '../trial/trial.js';
import { showsLayers } from './layer-outputs.js';
import type { LayerSuspect } from './layer-suspect.js';

const FED_BACK = 'the case that drifts continues another one, whose state the search cannot feed';

/** Where the operator of a cell can be searched, in the order of trying. */
export interface CellSuspects {
  /** How far the cell is off: the worst is searched first. */
  readonly ratio: number;
  readonly suspects: readonly [LayerSuspect, ...LayerSuspect[]];
}

/**
 * The last ONNX on the route of the form that drifts most, compared with itself on the reference; and where the reference
 * ran another ONNX form, compared with that one, if the values of both have the same names.
 * @returns why there is nothing to search in
 */
export function findSuspects(
  cell: ResultCell,
  tried: RunTrial,
  trial: TriedModel,
  onnxHome: Column | null,
): CellSuspects | { readonly why: string } {
  const worst = worstDrift(cell, goldenCases(trial.staged));
  const form = tried.forms.find(({ form: { path } }) => path === worst?.output.form);
  if (worst === null || form === undefined || !('ran' in form))
    return { why: 'no number of a golden case differs: an output is missing, or only a probe shows it' };
  const { plan } = tried;
  const stages = [committed(form.form), ...form.stages];
  const step = stages.findLastIndex(({ format }) => format === 'onnx');
  const onnx = stages[step];
  if (onnx === undefined) return byLayers(cell, tried, form, worst, trial.plan.reference);
  const noise = trial.plan.noise;
  const reference = noise?.form === form.form ? noise.column : onnxHome;
  if (reference === null) return { why: 'no runtime that runs ONNX makes a reference here' };
  if (worst.staged.feedback !== undefined) return { why: FED_BACK };
  const own: LayerSuspect = {
    model: cell.model,
    form: form.form.path,
    step,
    right: onnx,
    against: null,
    onnx,
    steps: plan.route.slice(step),
    column: plan.column,
    precision: coarserOf(plan.column.precision, form.form.precision ?? 'f32'),
    acceptsFloat32: acceptsFloat32(plan.column, form.form),
    reference,
    case: worst.staged,
  };
  const [first] = trial.plan.model.forms;
  const isOther = step > 0 || first !== form.form;
  const other = isOther && describesOnnx(first.absolute, first.content.format);
  // What another form, or an ONNX made of the first, computes differently shows only beside the first.
  const beside: LayerSuspect[] = other ? [{ ...own, right: committed(first), against: first.path }] : [];
  return { ratio: worst.ratio, suspects: [own, ...beside] };
}

function describesOnnx(path: string, format: string | null): boolean {
  if (format !== 'onnx') return false;
  const content = describeAs('onnx', path);
  return content !== null && !('fault' in content);
}

/** Without ONNX, the layers of the form are compared, or of the first that is made of it whose layers the route shows. */
function byLayers(
  { model }: ResultCell,
  { plan }: RunTrial,
  ran: RanForm,
  { staged, ratio }: NonNullable<ReturnType<typeof worstDrift>>,
  reference: Column | null,
): CellSuspects | { readonly why: string } {
  const { form } = ran;
  const { column, route: steps } = plan;
  const right = committed(form);
  const formats = [right, ...ran.stages].map(({ format }) => format);
  const step = formats.findIndex((format, place) => showsLayers(reference, format, { step: place, steps, column }));
  if (reference === null || step < 0) return { why: withoutOnnx(ran) };
  if (staged.feedback !== undefined) return { why: FED_BACK };
  const own: LayerSuspect = {
    ...{ model, form: form.path, step, right, against: null, onnx: right, source: form, steps, column, reference },
    precision: coarserOf(column.precision, form.precision ?? 'f32'),
    acceptsFloat32: acceptsFloat32(column, form),
    case: staged,
  };
  return { ratio, suspects: [own] };
}

function withoutOnnx({ form, route }: RanForm): string {
  const through = route.map(({ converter }) => converter).join(', ');
  return `operators are searched in ONNX graphs, and there is none between ${form.path} and the runtime${through === '' ? '' : ` (${through})`}: only its outputs were compared, and not what its layers make`;
}

/** The drift on a golden case that is farthest from the reference; what is no number is farther than any. */
function worstDrift(
  { outputs }: ResultCell,
  cases: readonly StagedCase[],
): { readonly output: ResultOutput; readonly staged: StagedCase; readonly ratio: number } | null {
  const drifts = outputs.flatMap((output) => {
    const staged = cases.find(({ name }) => name === output.case);
    if (staged === undefined || output.verdict !== 'drift' || output.onlyIn !== undefined) return [];
    const ratio = output.noiseRatio === null ? Number.POSITIVE_INFINITY : fromReal(output.noiseRatio);
    return [{ output, staged, ratio: Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio }];
  });
  const free = drifts.filter(({ staged }) => staged.feedback === undefined);
  return (free.length > 0 ? free : drifts).toSorted((a, b) => b.ratio - a.ratio)[0] ?? null;
}
