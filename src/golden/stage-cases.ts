import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import { Mistakes, UserError } from '../errors.js';
import type { Host } from '../host/host.js';
import { checkExpected, checkInputs } from '../tensor/check-inputs.js';
import type { Values } from '../tensor/tensor.js';
import type { Signature } from '../types.js';
import { type StoredValues, valuesIn } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';
import type { Draw } from './draw.js';
import { findCases } from './find-cases.js';
import type { GoldenCase, LoadedCase } from './golden-case.js';
import { goldenHint } from './golden-hint.js';
import { loadCase } from './load-case.js';
import { readRecipeFiles } from './recipe-files.js';
import { synthesise } from './synthesise.js';

/** A golden case that was read, checked and written to a folder for the workers; the tensors themselves stay on disk. */
export interface StagedCase {
  readonly name: string;
  /** Under the first form's names. */
  readonly inputs: StoredValues;
  /** The committed outputs; null when the reference has to be run. */
  readonly expected: StoredValues | null;
  /** Digest of the inputs' names, types and numbers. */
  readonly sha256: string;
  /** Its files; none for inputs that were made up. */
  readonly committed?: GoldenCase;
  /** Set for cases that are not committed: they try what the goldens do not. */
  readonly probe?: true;
  /** Inputs that come from the outputs of an earlier case: input → output, by the first form's names. */
  readonly feedback?: { readonly after: string; readonly state: Readonly<Record<string, string>> };
}

export interface StagedModel {
  readonly goldens: 'committed' | 'synthetic';
  readonly cases: readonly StagedCase[];
  /** Relations that must hold between the outputs of cases; none when left out. */
  readonly properties?: readonly CaseProperty[];
}

/** The cases that are goldens: without those that only try what goldens do not. */
export function goldenCases({ cases }: Pick<StagedModel, 'cases'>): StagedCase[] {
  return cases.filter(({ probe }) => probe !== true);
}

/** A relation between cases of one model that holds on every runtime, whatever the reference says. */
export type CaseProperty =
  /** Each row of the batch's outputs equals the output for that row alone; `symbol`: the batch dimension. */
  | { readonly kind: 'batch'; readonly batch: string; readonly rows: readonly string[]; readonly symbol: string }
  /** Outputs have this size wherever the signature has the symbol. */
  | { readonly kind: 'size'; readonly case: string; readonly symbol: string; readonly size: number };

/** Name of the one case that is synthesised when a model has no goldens. */
export const SYNTHETIC_CASE = 'synthetic';

/**
 * Reads and checks the golden cases of a model, or synthesises its inputs from the seed. One case is in memory at a time.
 * Where the format has no signature, goldens are taken as they are, and without goldens there is no case.
 * @param draw how what the signature leaves open is made up; the usual way when left out
 * @throws UserError with every golden that cannot be read, and every missing, extra or unfitting tensor, before anything runs
 */
export async function stageCases(
  model: Model,
  folder: string,
  config: Config,
  host: Host,
  draw?: Draw,
): Promise<StagedModel> {
  const [first] = model.forms;
  const signature = signatureOfForm(first);
  if ('fault' in first.content) return { goldens: 'synthetic', cases: [] };
  const { golden, inputs, dims } = model.entry;
  const found = await findCases({
    root: host.cwd,
    model: model.id,
    form: first.path,
    ...(golden === undefined ? {} : { folder: golden }),
  });
  if (found.length === 0 && signature === null) return { goldens: 'synthetic', cases: [] };
  if (found.length === 0 && signature !== null) {
    const files = await readRecipeFiles(host.cwd, inputs, signature);
    const graph = first.content.onnx?.graph;
    const more = { ...(graph !== undefined && { graph }), ...(draw !== undefined && { draw }) };
    const values = synthesise(signature, { recipes: inputs, dims, files, ...more }, config.seed);
    const staged = await stage({ name: SYNTHETIC_CASE, source: '', inputs: values, expected: null }, join(folder, '0'));
    return { goldens: 'synthetic', cases: [staged] };
  }
  const cases: StagedCase[] = [];
  const mistakes = new Mistakes();
  for (const [index, golden] of found.entries()) {
    const loaded = await mistakes.attemptAsync(() => loadCase(host.cwd, golden, signature));
    if (loaded === undefined) continue;
    const problems = signature === null ? [] : problemsOf(loaded, signature);
    if (signature !== null && problems.length > 0)
      mistakes.add({
        what: problems.join('; '),
        where: `${golden.source} (case ${golden.name} of ${model.id})`,
        next: goldenHint(loaded, signature),
      });
    else cases.push({ ...(await stage(loaded, join(folder, String(index)))), committed: golden });
  }
  mistakes.throwAll();
  return { goldens: 'committed', cases };
}

function problemsOf({ inputs, expected }: LoadedCase, signature: Signature): string[] {
  return [...checkInputs(inputs, signature), ...(expected === null ? [] : checkExpected(expected, signature))];
}

async function stage({ name, source, inputs, expected }: LoadedCase, folder: string): Promise<StagedCase> {
  const own = join(folder, 'inputs');
  await write(own, inputs, source);
  const outputs = join(folder, 'expected');
  if (expected !== null) await write(outputs, expected, source);
  return {
    name,
    inputs: valuesIn(own),
    expected: expected === null ? null : valuesIn(outputs),
    sha256: await hashOf(own),
  };
}

/** @throws UserError for values that no worker could be given */
async function write(folder: string, values: Values, source: string): Promise<void> {
  try {
    await writeValues(folder, values);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const where = source === '' ? 'the inputs that were made up' : source;
    throw new UserError({
      what: error.message,
      where,
      next: 'export the model again, with tensors that runtimes take',
    });
  }
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(join(folder, 'values.json')));
  hash.update(await readFile(join(folder, 'tensors.safetensors')).catch(() => ''));
  return hash.digest('hex');
}
