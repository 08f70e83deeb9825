/** Where there is no ONNX: the first layer of a model at which a column begins to differ, with every layer as an output. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { judgeTensors } from '../compare/judge-tensors.js';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import { describeValue, pairLeaves } from '../compare/pairing/structure.js';
import { DEFAULT_TOLERANCE } from '../compare/tolerance-spec.js';
import type { Loadable } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { underFirstNames } from '../judge/case-consensus.js';
import { formatCount, formatMagnitude } from '../number-format.js';
import type { Column } from '../plan/column.js';
import type { ResultLocated } from '../results/located-schema.js';
import { casesFor } from '../run/run-request.js';
import type { Unseen } from '../search/sight.js';
import { fromReal } from '../tensor/real.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Format } from '../types.js';
import { readable } from '../values/stored-values.js';
import { describeFailure } from '../worker/failure.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { LayerContext } from './locate-layer.js';
import { unseenRun } from './reference-values.js';

/** The option with which an adapter returns what every layer makes. */
const LAYERS = 'layers';

/**
 * Whether layers can be looked at in what a route has after some of its conversions: the reference runs it, and both it
 * and the adapter that reads it next on the route have the option.
 */
export function showsLayers(
  reference: Column | null,
  format: Format,
  { step, steps, column }: Pick<LayerSuspect, 'step' | 'steps' | 'column'>,
): boolean {
  if (reference === null || !reference.runtime.reads.includes(format)) return false;
  const next = steps[step]?.converter ?? column.runtime;
  return [reference.runtime, next].every(({ options }) => Object.hasOwn(options, LAYERS));
}

interface Layer {
  /** Of what it makes. */
  readonly output: string;
  readonly type: string;
  readonly name: string;
  readonly place: number;
}

/** As `portability.keras`, `portability.torch_layers` and `portability.tensorflow` name them. */
const NAME = /^layer_(\d+)_(\d+)__(\w+?)__(\w*)$/;

function layersOf(made: Values): Layer[] {
  const named = Object.keys(made).flatMap((output) => {
    const [, place, order, type = '', name = ''] = NAME.exec(output) ?? [];
    return place === undefined ? [] : [{ output, type, name, place: Number(place), order: Number(order) }];
  });
  return named.toSorted((a, b) => a.order - b.order);
}

/** @returns why no layer was found */
export async function firstLayer(
  suspect: LayerSuspect & { readonly source: Form },
  context: LayerContext,
): Promise<ResultLocated | { readonly unlocated: string; readonly parts: number }> {
  const { step, steps, column, reference, case: one } = suspect;
  const route = steps.map((each, place) =>
    place === step ? { ...each, options: { ...each.options, [LAYERS]: true } } : each,
  );
  const converted = route.length === 0 ? null : await context.converter.convert(suspect.source, route, [one]);
  const why = (what: string) => ({ unlocated: `with every layer as an output, ${what}`, parts: 1 });
  if (converted?.ok === false) return why(describeFailure(converted.failure, converted.doing, 'limits.convert').what);
  const loaded = converted?.stages.at(-1) ?? suspect.right;
  const right = converted?.stages[step - 1] ?? suspect.right;
  const expected = await madeBy(withLayers(reference), right, one, context, suspect);
  if ('unseen' in expected) return { unlocated: expected.unseen, parts: 0 };
  const made = await madeBy(step < steps.length ? column : withLayers(column), loaded, one, context, suspect);
  if ('unseen' in made) return why(made.unseen);
  const candidate = underFirstNames(Object.keys(expected.values), expected.values, made.values, loaded.names);
  const layers = layersOf(expected.values);
  const seen = layers.flatMap((layer) => {
    const [own, other] = [expected.values[layer.output], candidate[layer.output]];
    const distance = own === undefined || other === undefined ? null : distanceOf(own, other, suspect, context);
    return own === undefined || distance === null ? [] : [{ layer, own, ...distance }];
  });
  if (seen.length === 0) return why(`nothing that ${column.id} makes can be compared`);
  const wrong = firstJump(seen);
  if (wrong === null)
    return {
      unlocated: `none of ${formatCount(seen.length, 'layer')} is off when what every layer makes is an output`,
      parts: 1,
    };
  const { type, name, place: index } = wrong.layer;
  return {
    ...{ form: suspect.form, step, case: one.name, reference: reference.runtime.id, against: null, layers: true },
    nodes: 1 + Math.max(...layers.map(({ place }) => place)),
    parts: 1,
    operators: [
      {
        ...{ name, type, index, by: 'exposing', before: null, after: null, bits: null, certain: false },
        ...{
          together: [],
          between: [],
          inputs: [],
          outputs: [describeValue(wrong.own)],
          attributes: [],
          off: offInWords(wrong.part, wrong.before),
        },
      },
    ],
    ...{ flat: null, depth: [] },
  };
}

function withLayers(column: Column): Column {
  return { ...column, options: { ...column.options, [LAYERS]: true } };
}

async function madeBy(
  column: Column,
  model: Loadable,
  one: StagedCase,
  { pool, folder }: LayerContext,
  suspect: LayerSuspect,
): Promise<{ readonly values: Values } | Unseen> {
  await mkdir(folder, { recursive: true });
  const ran = await pool.run({
    title: `${suspect.model} on ${column.id}: every layer`,
    column,
    model,
    format: model.format,
    changes: model.changes,
    cases: casesFor(model, [one]),
    folder: await mkdtemp(join(folder, 'layers-')),
  });
  const values = ran.failure === null ? await readable(ran.outputs.get(one.name)) : undefined;
  return values === undefined ? unseenRun(ran, column.id) : { values };
}

export interface LayerDistance {
  /** RMSE as a part of the RMS of what the reference makes; NaN or infinite where numbers are missing. */
  readonly part: number;
  /** Outside the table of element types. */
  readonly drifts: boolean;
}

/** As many times further off than the layers before it is a layer at which a fault begins: rounding adds up slowly. */
const JUMP = 10;

/** The first layer that is far further off than every one before it, else the first that is outside the table. */
export function firstJump<L extends LayerDistance>(layers: readonly L[]): (L & { readonly before: number }) | null {
  let before = 0;
  let first: (L & { readonly before: number }) | null = null;
  for (const one of layers) {
    if (one.drifts) {
      if (!(one.part < JUMP * before)) return { ...one, before };
      first ??= { ...one, before };
    }
    before = Math.max(before, one.part);
  }
  return first;
}

function offInWords(part: number, before: number): string {
  const own = Number.isFinite(part) ? `it is off by ${formatMagnitude(part)} of its size` : 'it is NaN or infinite';
  return `${own}, what the layers before it make by at most ${formatMagnitude(before)}`;
}

/** Null where the two cannot be compared. */
function distanceOf(
  reference: Value,
  other: Value,
  { precision }: LayerSuspect,
  { threads }: LayerContext,
): LayerDistance | null {
  const [pair] = pairLeaves('value', reference, other);
  if (pair?.kind !== 'tensors' || pair.reference.dtype === 'string') return null;
  const about = { tolerance: DEFAULT_TOLERANCE, precision, noise: null, tallyPool: threads };
  const { verdict, rmse } = judgeTensors(pair.reference, pair.candidate, about).judgement;
  let squares = 0;
  const numbers = numbersOf(pair.reference);
  for (const x of numbers) squares += x * x;
  const size = Math.sqrt(squares / numbers.length);
  const off = rmse === null ? Number.NaN : fromReal(rmse);
  return { part: off === 0 ? 0 : off / size, drifts: verdict === 'drift' };
}
