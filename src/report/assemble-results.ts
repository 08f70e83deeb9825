import { diagnose } from '../diagnose/diagnose.js';
import { findOddReferences, type OddReference } from '../diagnose/find-odd-reference.js';
import { signatureOfForm } from '../discover/form.js';
import { groupBy } from '../group-by.js';
import type { Platform } from '../host/platform.js';
import type { ComparedCell } from '../judge/compare-cells.js';
import { summary } from '../judge/consensus.js';
import type { ModelRun } from '../judge/model-run.js';
import type { Column } from '../plan/column.js';
import type { Plan } from '../plan/plan.js';
import {
  type OutputConsensus,
  type ResultModel,
  type ResultRuntime,
  type Results,
  resultsSchema,
  SCHEMA_VERSION,
} from '../results/schema.js';
import { type FailOn, gateVerdict } from '../results/verdict.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port } from '../types.js';
import { VERSION } from '../version.js';

export interface Findings {
  readonly plan: Plan;
  readonly runs: ReadonlyMap<string, ModelRun>;
  readonly compared: readonly ComparedCell[];
  /** By model: how far its columns are apart, where enough of them ran. */
  readonly consensus: ReadonlyMap<string, readonly OutputConsensus[]>;
  readonly platform: Platform;
  readonly sandbox: string;
  readonly failOn: FailOn;
}

/** The results document of a finished run, checked against its own schema. */
export function assembleResults(findings: Findings): Results {
  const { plan, runs, compared, consensus, platform, sandbox, failOn } = findings;
  const byColumn = groupBy(compared, ({ column }) => column.id);
  const byModel = groupBy(compared, ({ cell }) => cell.model);
  const runtimes = plan.columns.map((column) => runtimeOf(column, byColumn.get(column.id) ?? []));
  const models = [...runs.values()].map((run) => modelOf(run, consensus.get(run.model.id)));
  const runtimeById = new Map(runtimes.map((runtime) => [runtime.id, runtime]));
  const modelById = new Map(models.map((model) => [model.id, model]));
  const oddReferences = new Map(models.map(({ id }) => [id, oddReferencesOf(id, byModel.get(id) ?? [], findings)]));
  const cells = compared.map(({ cell, column, evidence }) => {
    const runtime = runtimeById.get(column.id);
    const model = modelById.get(cell.model);
    if (runtime === undefined) throw new Error(`no runtime ${column.id}`);
    const diagnosis = diagnose(cell, {
      runtime,
      isa: platform.isa,
      evidence,
      forms: model?.forms ?? [],
      homeOf: column.runtime.homeOf,
      siblings: (byModel.get(cell.model) ?? []).flatMap((other) => (other.cell === cell ? [] : [other.cell])),
      columns: runtimes,
      reference: model?.reference ?? null,
      oddReferences: oddReferences.get(cell.model) ?? [],
    });
    return diagnosis === undefined ? cell : { ...cell, diagnosis };
  });
  const { verdict } = gateVerdict({ cells }, failOn);
  return resultsSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    verdict,
    tool: { version: VERSION },
    platform: { ...platform, isa: [...platform.isa], sandbox },
    models,
    runtimes,
    cells,
  } satisfies Results);
}

function runtimeOf(column: Column, own: readonly ComparedCell[]): ResultRuntime {
  return {
    id: column.id,
    adapter: column.runtime.id,
    title: column.runtime.title,
    engine: column.runtime.engine,
    version: own.find(({ version }) => version !== null)?.version ?? null,
    options: { ...column.options },
    precision: {
      declared: column.precision,
      effective: own.find(({ effectivePrecision }) => effectivePrecision !== null)?.effectivePrecision ?? null,
    },
  };
}

/** Only what columns gave for the first form counts: the reference is made from it. */
function oddReferencesOf(
  id: string,
  own: readonly ComparedCell[],
  { plan, runs, consensus }: Findings,
): OddReference[] {
  const run = runs.get(id);
  if (run === undefined || 'missing' in run.reference) return [];
  const { reference, model } = run;
  const maker = [plan.references.get(id), ...plan.columns].find(
    (column) => column?.runtime.id === reference.runtime || column?.id === reference.runtime,
  );
  const witnesses = own.map(({ cell, column }) => ({
    column: column.id,
    engine: column.runtime.engine,
    outputs: cell.outputs.filter(({ form }) => form === model.forms[0].path),
  }));
  const engine = reference.kind === 'runtime' ? (maker?.runtime.engine ?? null) : null;
  return findOddReferences(consensus.get(id) ?? [], witnesses, engine);
}

function modelOf({ model, staged, reference }: ModelRun, consensus?: readonly OutputConsensus[]): ResultModel {
  const signature = signatureOfForm(model.forms[0]);
  return {
    id: model.id,
    forms: model.forms.map(({ path, sha256, bytes, content }) => ({
      path,
      format: content.format,
      sha256,
      bytes,
      ...('fault' in content ? { fault: { ...content.fault } } : {}),
    })),
    signature:
      signature === null ? null : { inputs: signature.inputs.map(portOf), outputs: signature.outputs.map(portOf) },
    goldens: staged.goldens,
    reference:
      'missing' in reference ? null : { kind: reference.kind, runtime: reference.runtime, version: reference.version },
    ...(consensus !== undefined && { consensus: summary(consensus) }),
  };
}

function portOf({ name, type }: Port) {
  const tensor =
    type.kind === 'tensor' ? { dtype: type.dtype, shape: type.shape === null ? null : [...type.shape] } : {};
  return { name, type: typeInWords(type), ...tensor };
}
