import type { NoiseByLeaf } from '../noise/noise-floor.js';
import { onnx } from '../onnx/proto/onnx.js';
import type { Column } from '../plan/column.js';
import { DTYPES } from '../tensor/dtype.js';
import type { Value, Values } from '../tensor/tensor.js';
import { toFloat64 } from '../truth/float64-model.js';
import { roundedLike, valuesInFloat64 } from '../truth/float64-values.js';
import type { Precision } from '../types.js';
import { type Distance, distance } from './distance.js';
import { bytesOfModel, type OperatorAlone, weightOf } from './operator-alone.js';
import type { ReplayContext } from './replay-context.js';
import { runOperator } from './run-operator.js';
import { type Specified, sectionOf, specificationOf } from './specification.js';
import { undefinedResult } from './undefined-result.js';

/** The operator in float64 on the same inputs, computed twice and independently. */
export interface OperatorTruth {
  /** Why there is none; null when there is. */
  readonly unknown: string | null;
  readonly witnesses: readonly WitnessOfOperator[];
  /** Whether the witnesses that computed it agree; null for fewer than two. */
  readonly agree: boolean | null;
  /**
   * Who is off; `meaning`: the witnesses read the operator differently, and the reader decides; `undefined`: the
   * specification defines no result for these inputs, so nobody is.
   */
  readonly verdict: 'candidate' | 'reference' | 'both' | 'neither' | 'meaning' | 'undefined' | 'unknown';
  /** Set where it has no floating-point numbers: its own types are exact, and float64 would say nothing. */
  readonly exact?: true;
  /** What ONNX's specification says of the operator, in our words; null where we have none. */
  readonly specification: Specified | null;
}

export interface WitnessOfOperator {
  readonly runtime: string;
  readonly title: string;
  readonly version: string | null;
  /** `own`: it has no float64 kernel, and computed in the types of the model. */
  readonly precision: 'f64' | 'own' | null;
  /** Why it did not compute in float64. */
  readonly reason: string | null;
  /** From it to what the reference made; null when it computed nothing. */
  readonly reference: Distance | null;
  /** From it to what the column made. */
  readonly candidate: Distance | null;
}

export interface Disputed {
  readonly alone: OperatorAlone;
  readonly reference: Values;
  readonly candidate: Values;
  readonly noise: NoiseByLeaf;
  readonly precision: Precision;
}

/** An evaluation in plain numpy takes its time. */
const SECONDS = 60;

function weightOrInput(name: string, { model, inputs }: OperatorAlone): Value | undefined {
  return Object.hasOwn(inputs, name) ? inputs[name] : (weightOf(model, name) ?? undefined);
}

/** Says how far the reference and the column are from the operator in float64, and so who is off. */
export async function truthOfOperator(disputed: Disputed, context: ReplayContext): Promise<OperatorTruth> {
  const { alone } = disputed;
  const node = alone.nodes.at(-1) ?? alone.nodes[0];
  const made = node.output?.[0] ?? '';
  const { [made]: reference } = disputed.reference;
  const { [made]: candidate } = disputed.candidate;
  const open = undefinedResult(node, (name) => weightOrInput(name, alone), { reference, candidate });
  if (open !== null) {
    const specification = { says: open, section: sectionOf(node) };
    return { unknown: null, witnesses: [], agree: null, verdict: 'undefined', specification };
  }
  const specification = specificationOf(node);
  const wide = onnx.ModelProto.decode(bytesOfModel(alone));
  if (!toFloat64(wide))
    return {
      unknown: 'it rounds to a grid or draws random numbers: in float64 it is another computation',
      witnesses: [],
      agree: null,
      verdict: 'unknown',
      specification,
    };
  const bytes = onnx.ModelProto.encode(wide).finish();
  const found: Testimony[] = [];
  const about = { ...disputed, outputs: disputedOutputs(disputed) };
  for (const column of context.witnesses) found.push(await testimonyOf(column, bytes, about, context));
  const [one, other] = found.flatMap(({ values }) => (values === null ? [] : [values]));
  const agree = one === undefined || other === undefined ? null : distance(one, other, disputed).agree;
  const witnesses = found.map(({ witness }) => witness);
  const isExact = !hasFloats({ ...alone.inputs, ...disputed.reference });
  return {
    unknown: one === undefined ? 'no runtime could compute it again' : null,
    witnesses,
    agree,
    verdict: verdictOf(
      found.filter(isIndependent(context.reference, isExact)).map(({ witness }) => witness),
      agree,
    ),
    ...(isExact && { exact: true }),
    specification,
  };
}

function hasFloats(values: Values): boolean {
  return Object.values(values).some((value) => {
    if (value.kind !== 'tensor') return true;
    const { kind } = DTYPES[value.dtype];
    return kind === 'float' || kind === 'complex';
  });
}

/** Of several outputs, those that the column makes otherwise: what the witnesses think of the others decides nothing. */
function disputedOutputs({ reference, candidate, noise, precision }: Disputed): readonly string[] {
  const names = Object.keys(reference);
  const apart = names.filter((name) => !distance(only(reference, [name]), candidate, { noise, precision }).agree);
  return apart.length === 0 ? names : apart;
}

function only(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** What the engine of the reference computes in the same types is what the reference has made already: of integers, always. */
function isIndependent({ runtime: { engine } }: Column, isExact: boolean): (testimony: Testimony) => boolean {
  return ({ witness: { precision }, engine: own }) => (precision === 'f64' && !isExact) || own !== engine;
}

function verdictOf(witnesses: readonly WitnessOfOperator[], agree: boolean | null): OperatorTruth['verdict'] {
  if (agree === false) return 'meaning';
  const said = witnesses.filter(({ reference, candidate }) => reference !== null && candidate !== null);
  if (said.length === 0) return 'unknown';
  const referenceIsOff = said.some(({ reference }) => reference?.agree === false);
  const candidateIsOff = said.some(({ candidate }) => candidate?.agree === false);
  if (candidateIsOff) return referenceIsOff ? 'both' : 'candidate';
  return referenceIsOff ? 'reference' : 'neither';
}

interface Testimony {
  readonly witness: WitnessOfOperator;
  readonly engine: string;
  /** The disputed ones, rounded to the types of the reference's. */
  readonly values: Values | null;
}

/** In float64, else as it is. */
async function testimonyOf(
  column: Column,
  wide: Uint8Array,
  { alone, reference, candidate, noise, precision, outputs }: Disputed & { readonly outputs: readonly string[] },
  context: ReplayContext,
): Promise<Testimony> {
  const { runtime } = column;
  const like = reference;
  const own = { column, seconds: SECONDS, like };
  const exact = await runOperator({ ...own, bytes: wide, inputs: valuesInFloat64(alone.inputs) }, context);
  const made =
    'fault' in exact ? await runOperator({ ...own, bytes: bytesOfModel(alone), inputs: alone.inputs }, context) : exact;
  const about = { runtime: runtime.id, title: runtime.title, reason: 'fault' in exact ? exact.fault.what : null };
  if ('fault' in made)
    return {
      witness: { ...about, version: null, precision: null, reference: null, candidate: null },
      engine: runtime.engine,
      values: null,
    };
  const values = only(roundedLike(made.values, reference, {}), outputs);
  return {
    witness: {
      ...about,
      version: made.version,
      precision: 'fault' in exact ? 'own' : 'f64',
      reference: distance(values, reference, { noise }),
      candidate: distance(values, candidate, { noise, precision }),
    },
    engine: runtime.engine,
    values,
  };
}
