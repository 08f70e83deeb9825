import type { ComparedCell, ModelRun } from '../compare/compare-cells.js';
import { type FailOn, gateVerdict } from '../compare/verdict.js';
import { diagnose } from '../diagnose/diagnose.js';
import { signatureOfForm } from '../discover/form.js';
import type { Platform } from '../host/platform.js';
import type { Column } from '../plan/column.js';
import type { Plan } from '../plan/plan.js';
import { type ResultModel, type ResultRuntime, type Results, resultsSchema, SCHEMA_VERSION } from '../results.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port } from '../types.js';
import { VERSION } from '../version.js';

export interface Findings {
  readonly plan: Plan;
  readonly runs: ReadonlyMap<string, ModelRun>;
  readonly compared: readonly ComparedCell[];
  readonly platform: Platform;
  readonly sandbox: string;
  readonly failOn: FailOn;
}

/** The results document of a finished run, checked against its own schema. */
export function assembleResults({ plan, runs, compared, platform, sandbox, failOn }: Findings): Results {
  const runtimes = plan.columns.map((column) => runtimeOf(column, compared));
  const cells = compared.map(({ cell, column, evidence, failure }) => {
    const runtime = runtimes.find(({ id }) => id === column.id);
    const siblings = compared
      .map((other) => other.cell)
      .filter((other) => other.model === cell.model && other !== cell);
    if (runtime === undefined) throw new Error(`no runtime ${column.id}`);
    const diagnosis = diagnose(cell, { runtime, isa: platform.isa, evidence, failure, siblings });
    return diagnosis === undefined ? cell : { ...cell, diagnosis };
  });
  const models = [...runs.values()].map(modelOf);
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

function runtimeOf(column: Column, compared: readonly ComparedCell[]): ResultRuntime {
  const own = compared.filter((other) => other.column.id === column.id);
  return {
    id: column.id,
    adapter: column.runtime.id,
    title: column.runtime.title,
    version: own.find(({ version }) => version !== null)?.version ?? null,
    options: { ...column.options },
    precision: {
      declared: column.precision,
      effective: own.find(({ effectivePrecision }) => effectivePrecision !== null)?.effectivePrecision ?? null,
    },
  };
}

function modelOf({ model, staged, reference }: ModelRun): ResultModel {
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
  };
}

function portOf({ name, type }: Port) {
  const tensor =
    type.kind === 'tensor' ? { dtype: type.dtype, shape: type.shape === null ? null : [...type.shape] } : {};
  return { name, type: typeInWords(type), ...tensor };
}
