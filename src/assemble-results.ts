import { testedReleases, withoutBuild } from './adapters/tested-releases.js';
import { diagnose } from './diagnose/diagnose.js';
import { disagreementsOf } from './diagnose/find-disagreements.js';
import type { OtherRelease } from './diagnose/rule.js';
import { saturationOf } from './diagnose/saturation.js';
import type { Model } from './discover/discover-models.js';
import { signatureOfForm } from './discover/form.js';
import type { Platform } from './host/platform.js';
import { summary } from './judge/consensus.js';
import type { JudgedCell, JudgedModel } from './judge/judged-model.js';
import { batchStatistics } from './onnx/training-mode.js';
import { defaultsOf } from './plan/checked-options.js';
import type { Column } from './plan/column.js';
import { outputFault } from './plan/name-fault.js';
import {
  type ResultCell,
  type ResultModel,
  type ResultRuntime,
  type Results,
  type RunOfResults,
  resultsSchema,
  SCHEMA_VERSION,
} from './results/schema.js';
import { type FailOn, gateVerdict } from './results/verdict.js';
import { typeInWords } from './tensor/type-in-words.js';
import type { Port } from './types.js';
import { VERSION } from './version.js';

export interface JudgedRun {
  readonly judged: readonly JudgedModel[];
  readonly columns: readonly Column[];
  readonly platform: Platform;
  /** Of the workers. */
  readonly isolation: Pick<Results['platform'], 'sandbox' | 'network'>;
  readonly failOn: FailOn;
  /** What the results belong to, as far as the gate knows. */
  readonly run: RunOfResults;
}

/** The results document of a finished run, each red cell with its diagnosis, checked against its own schema. */
export function assembleResults({ judged, columns, platform, isolation, failOn, run }: JudgedRun): Results {
  const runtimes = columns.map((column, index) =>
    runtimeOf(
      column,
      judged.flatMap(({ cells }) => cells[index] ?? []),
    ),
  );
  const cells = withFirstDistributions(judged.flatMap((model) => diagnosed(model, runtimes, platform)));
  const { verdict } = gateVerdict({ cells }, failOn);
  return resultsSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    verdict,
    tool: { version: VERSION },
    platform: { ...platform, isa: [...platform.isa], ...isolation },
    run,
    models: judged.map(modelOf),
    runtimes,
    cells,
  } satisfies Results);
}

/** A distribution takes a few kilobytes, and nobody looks at thousands of them. */
const MOST_DISTRIBUTIONS = 200;

function withFirstDistributions(cells: readonly ResultCell[]): ResultCell[] {
  const kept = new Set(cells.filter(({ distribution }) => distribution !== undefined).slice(0, MOST_DISTRIBUTIONS));
  return cells.map((cell) => {
    if (cell.distribution === undefined || kept.has(cell)) return cell;
    const { distribution: _, ...rest } = cell;
    return rest;
  });
}

/** @param own cells of the column */
export function runtimeOf(column: Column, own: readonly JudgedCell[]): ResultRuntime {
  return {
    id: column.id,
    adapter: column.runtime.id,
    title: column.runtime.title,
    ...(column.runtime.own !== undefined && { file: column.runtime.own }),
    engine: column.runtime.engine,
    version: own.find(({ version }) => version !== null)?.version ?? null,
    options: { ...column.options },
    precision: {
      declared: column.precision,
      effective: own.find(({ effectivePrecision }) => effectivePrecision !== null)?.effectivePrecision ?? null,
    },
  };
}

/** Another release than those that the adapter is tested with; null where the column asks for none. */
function otherReleaseOf({ runtime, version }: Column): OtherRelease | null {
  const tested = testedReleases(runtime).map(withoutBuild);
  const [first] = tested;
  return version === undefined || first === undefined || tested.includes(withoutBuild(version))
    ? null
    : { asked: version, tested: first };
}

function diagnosed(model: JudgedModel, runtimes: readonly ResultRuntime[], platform: Platform): ResultCell[] {
  const { forms, reference, truth } = modelOf(model);
  const [first] = model.plan.model.forms;
  const onnx = 'onnx' in first.content ? first.content.onnx : undefined;
  const inProgram = 'fault' in first.content ? 0 : (first.content.batchStatistics ?? 0);
  const disagreements = disagreementsOf(model);
  const all = model.cells.map(({ cell }) => cell);
  return model.cells.map(({ cell, column, evidence }, index) => {
    if (cell.recorded !== undefined) return cell;
    const runtime = runtimes[index];
    if (runtime === undefined) throw new Error(`no runtime ${column.id}`);
    const diagnosis = diagnose(cell, {
      runtime,
      isa: platform.isa,
      evidence,
      forms: forms.map((form, at) => ({ ...form, outputs: outputsToDeclare(model, at) })),
      defaults: defaultsOf(column.runtime),
      otherRelease: otherReleaseOf(column),
      homeOf: column.runtime.homeOf,
      saturation: saturationOf({
        platform,
        onnx,
        runtimes: { column: column.runtime.saturates, reference: referenceSaturates(model) },
        column,
      }),
      batchStatistics: onnx === undefined ? inProgram : batchStatistics(onnx.graph),
      siblings: all.filter((other) => other !== cell),
      columns: runtimes,
      reference,
      disagreements,
      ...(truth !== undefined && { truth }),
    });
    return diagnosis === undefined ? cell : { ...cell, diagnosis };
  });
}

/** What to write where the outputs of a form are not those of the first one. */
function outputsToDeclare({ plan: { model } }: JudgedModel, at: number): string | null {
  const form = model.forms[at];
  return form === undefined ? null : (outputFault(model.forms[0], form)?.next ?? null);
}

function referenceSaturates({ plan, reference }: JudgedModel): boolean {
  if ('missing' in reference || reference.kind === 'committed') return false;
  const made = [plan.reference?.runtime, ...plan.cells.map(({ column }) => column.runtime)];
  return made.find((runtime) => runtime?.id === reference.runtime)?.saturates === true;
}

function modelOf({ plan: { model }, goldens, reference, consensus, truth }: JudgedModel): ResultModel {
  return {
    ...committedModel(model),
    goldens,
    reference:
      'missing' in reference ? null : { kind: reference.kind, runtime: reference.runtime, version: reference.version },
    ...(consensus.length > 0 && { consensus: summary(consensus) }),
    ...(truth !== undefined && { truth }),
  };
}

/** What is known of a model before it runs. */
export function committedModel(model: Model): Pick<ResultModel, 'id' | 'forms' | 'signature' | 'gone'> {
  const signature = signatureOfForm(model.forms[0]);
  return {
    id: model.id,
    forms: model.forms.map(({ path, sha256, bytes, precision, content }) => ({
      path,
      format: content.format,
      sha256,
      bytes,
      ...(precision !== undefined && { precision }),
      ...('fault' in content ? { fault: { ...content.fault } } : {}),
      ...('code' in content && { code: [...content.code] }),
    })),
    signature:
      signature === null ? null : { inputs: signature.inputs.map(portOf), outputs: signature.outputs.map(portOf) },
    ...(model.gone === true && { gone: true as const }),
  };
}

function portOf({ name, type }: Port) {
  const tensor =
    type.kind === 'tensor' ? { dtype: type.dtype, shape: type.shape === null ? null : [...type.shape] } : {};
  return { name, type: typeInWords(type), ...tensor };
}
