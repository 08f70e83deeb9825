import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { committed } from '../convert/loadable.js';
import { signatureOfForm } from '../discover/form.js';
import { readForm } from '../discover/read-form.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { underFirstNames } from '../judge/case-consensus.js';
import { measureNoise } from '../noise/measure-noise.js';
import { noiseRuns } from '../noise/noise-effort.js';
import type { NoiseByLeaf } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import type { ResultCell } from '../results/schema.js';
import { readOutputs } from '../run/read-outputs.js';
import { casesFor, type Ran } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import { valuesIn } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';
import { describeFailure } from '../worker/failure.js';
import type { ReplayContext } from './replay-context.js';

/** What an operator made somewhere. */
export type Made =
  | {
      readonly values: Values;
      /** Release of the runtime. */
      readonly version: string | null;
      readonly route: ResultCell['route'];
    }
  | { readonly fault: Fault };

export interface OperatorRun {
  /** The file of the model. */
  readonly bytes: Uint8Array;
  readonly inputs: Values;
  readonly column: Column;
  readonly route?: readonly RouteStep[];
  /** What the reference makes, to find outputs that a conversion renamed. */
  readonly like?: Values;
  /** Seconds for loading, and for running. */
  readonly seconds?: number;
}

const CASE = 'operator';

/** Runs a model of one operator on a column, after its conversions. What goes wrong is a value. */
export async function runOperator(
  { bytes, inputs, column, route = [], like = {}, seconds }: OperatorRun,
  context: ReplayContext,
): Promise<Made> {
  return inFolder(context, async (folder) => {
    const { form, cases } = await staged(bytes, inputs, folder);
    if ('fault' in form.content) return { fault: form.content.fault };
    const converted = route.length === 0 ? null : await context.converter.convert(form, route, cases);
    if (converted !== null && !converted.ok)
      return { fault: describeFailure(converted.failure, converted.doing, 'limits.convert') };
    const loaded = converted === null ? committed(form) : (converted.stages.at(-1) ?? converted.stages[0]);
    const ran = await context.pool.run({
      title: `one operator on ${column.id}`,
      column,
      model: loaded,
      format: loaded.format,
      changes: loaded.changes,
      cases: casesFor(loaded, cases),
      folder,
      ...(seconds !== undefined && { seconds }),
    });
    const made = await valuesOf(ran, column);
    if ('fault' in made) return made;
    const names = (signatureOfForm(form)?.outputs ?? []).map(({ name }) => name);
    return {
      values: underFirstNames(names, like, made.values, loaded.names),
      version: ran.version,
      route: converted?.route ?? [],
    };
  });
}

async function valuesOf(ran: Ran, { id }: Column): Promise<{ readonly values: Values } | { readonly fault: Fault }> {
  if (ran.failure !== null) return { fault: describeFailure(ran.failure.failure, ran.failure.doing) };
  return readOutputs(ran, CASE, id);
}

/** The reference's own outputs, and how far rounding moves them. */
export interface Measured {
  readonly values: Values;
  readonly version: string | null;
  /** By output leaf; empty where nothing can be jittered. */
  readonly noise: NoiseByLeaf;
}

/**
 * Runs the model on the reference and measures its noise floor there.
 * @param winograd whether that of convolutions by Winograd's transform is measured too
 */
export async function measureOperator(
  bytes: Uint8Array,
  inputs: Values,
  winograd: boolean,
  { pool, reference, ...context }: ReplayContext,
): Promise<Measured | { readonly fault: Fault }> {
  return inFolder({ pool, reference, ...context }, async (folder) => {
    const { form, cases } = await staged(bytes, inputs, folder);
    if ('fault' in form.content) return { fault: form.content.fault };
    const model = committed(form);
    const base = await pool.run({
      title: `one operator on ${reference.id}`,
      column: reference,
      model,
      format: model.format,
      cases: casesFor(model, cases),
      folder,
    });
    const made = await valuesOf(base, reference);
    if ('fault' in made) return made;
    const { onnx } = form.content;
    if (onnx === undefined) return { ...made, version: base.version, noise: {} };
    const effort = { runs: noiseRuns(onnx), seconds: 30, precisions: [], winograd };
    const noise = await measureNoise({ model, onnx, column: reference }, cases, base, {
      id: CASE,
      pool,
      effort,
      folder,
    });
    return { ...made, version: base.version, noise: noise?.[CASE] ?? {} };
  });
}

async function staged(bytes: Uint8Array, inputs: Values, folder: string) {
  await writeFile(join(folder, 'model.onnx'), bytes);
  const given = join(folder, 'inputs');
  await writeValues(given, inputs);
  const form = await readForm(folder, 'model.onnx');
  const sha256 = createHash('sha256').update(JSON.stringify(inputs, hexOfBytes)).digest('hex');
  const one: StagedCase = { name: CASE, inputs: valuesIn(given), expected: null, sha256 };
  return { form, cases: [one] };
}

const hexOfBytes = (_: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;

async function inFolder<T>({ folder }: ReplayContext, work: (own: string) => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'operator-'));
  try {
    return await work(own);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
