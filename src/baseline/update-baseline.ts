import type { NoiseByCase } from '../noise/noise-floor.js';
import { rounded } from '../number-format.js';
import type { ResultCell, Results } from '../results/schema.js';
import { isApprovable } from '../results/states.js';
import { toReal } from '../tensor/real.js';
import { knownTolerance } from './known-tolerance.js';
import type { Baseline, KnownCell, KnownModel } from './lock-schema.js';
import { measureOf } from './measure.js';
import { modelDigest } from './model-digest.js';

export interface Update {
  readonly results: Results;
  /** By model id; null where no noise floor could be measured. */
  readonly noise: ReadonlyMap<string, NoiseByCase | null>;
  /** By model and column: the name of its result; null or missing for a cell that has none. */
  readonly keys?: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** Whether these are all models and columns: entries of others are then outdated and removed. */
  readonly complete: boolean;
}

/**
 * The baseline after a run: its noise floors, tolerances and results. Cells that ended in an error or were not run keep
 * their entry. Approvals stay as they are: a person gives them, one at a time.
 */
export function updateBaseline(before: Baseline, { results, noise, keys, complete }: Update): Baseline {
  const gone = new Set(results.models.flatMap(({ id, gone: isGone }) => (isGone === true ? [id] : [])));
  const there = { ...results, cells: results.cells.filter(({ model }) => !gone.has(model)) };
  const models = results.models
    .filter(({ id }) => !gone.has(id))
    .map(
      (model): KnownModel => ({
        id: model.id,
        sha256: modelDigest(model),
        noise: noiseOf(noise.get(model.id) ?? {}),
        goldens: model.goldens,
        reference: model.reference,
      }),
    );
  const ran = there.cells.flatMap(
    (cell) => knownCell(cell, results, keys?.get(cell.model)?.get(cell.runtime) ?? null) ?? [],
  );
  const has = new Set(ran.map(key));
  const planned = new Set(there.cells.map(key));
  const ids = new Set(results.models.map(({ id }) => id));
  return {
    ...before,
    models: [...models, ...(complete ? [] : before.models.filter(({ id }) => !ids.has(id)))],
    cells: [...ran, ...before.cells.filter((cell) => !has.has(key(cell)) && (!complete || planned.has(key(cell))))],
  };
}

const key = ({ model, runtime }: { readonly model: string; readonly runtime: string }) =>
  JSON.stringify([model, runtime]);

function noiseOf(noise: NoiseByCase): KnownModel['noise'] {
  return Object.entries(noise).flatMap(([name, leaves]) =>
    Object.entries(leaves).map(([output, { sigma, unit }]) => ({
      case: name,
      output,
      sigma: toReal(rounded(sigma)),
      unit: rounded(unit),
    })),
  );
}

function knownCell(cell: ResultCell, { platform, runtimes }: Results, key: string | null): KnownCell | null {
  const ran = cell.state === 'approved' ? cell.approval?.state : cell.state;
  if (ran === undefined || (ran !== 'pass' && !isApprovable(ran))) return null;
  const runtime = runtimes.find(({ id }) => id === cell.runtime);
  const effective = runtime?.precision.effective ?? null;
  const names = [...new Set(cell.outputs.map(({ name }) => name))];
  return {
    model: cell.model,
    runtime: cell.runtime,
    state: ran,
    version: runtime?.version ?? null,
    platform: `${platform.os}-${platform.arch}`,
    isa: platform.isa.join(' '),
    ...(effective === null ? {} : { effectivePrecision: effective }),
    outputs: names.map((name) => {
      const outputs = cell.outputs.filter((output) => output.name === name);
      return { ...measureOf(outputs), tolerance: knownTolerance(outputs) };
    }),
    ...(ran === 'pass' && key !== null ? { key } : {}),
  };
}
