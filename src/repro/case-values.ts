import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { NOISE_MULTIPLE } from '../compare/kernel/noise-limits.js';
import { noiseModel } from '../compare/kernel/noise-model.js';
import { isNpzName, writeNpz } from '../golden/npz.js';
import type { Evidence } from '../replay/replay-operator.js';
import { DTYPES } from '../tensor/dtype.js';
import type { Tensor, Values } from '../tensor/tensor.js';

/** An input or output: what it is called in the model, and in the archives. */
export interface CasePort {
  readonly name: string;
  readonly key: string;
}

export interface CaseOutput extends CasePort {
  /** RMSE that rounding explains; 0 for integers. */
  readonly limit: number;
}

export function inputPorts({ alone }: Evidence): CasePort[] {
  return Object.keys(alone.inputs).map((name, place) => ({ name, key: keyOf(name, `input_${place}`) }));
}

export function outputPorts({ alone, reference }: Evidence): CaseOutput[] {
  return alone.outputs.map(({ name }, place) => {
    const value = reference.values[name];
    const noise = reference.noise[name];
    const isFloat = value?.kind === 'tensor' && value.dtype !== 'string' && DTYPES[value.dtype].kind === 'float';
    if (!isFloat || noise === undefined) return { name, key: keyOf(name, `output_${place}`), limit: 0 };
    const { rms } = measure(value, value, NO_LIMIT);
    const limit = NOISE_MULTIPLE * noiseModel(noise, value.dtype, rms, 'f32').expected;
    return { name, key: keyOf(name, `output_${place}`), limit };
  });
}

/** The last part of names that are paths is the same for many, so such a port has its place for a name. */
const keyOf = (name: string, otherwise: string) => (isNpzName(name) && !name.includes('/') ? name : otherwise);

/** The archive; null where numpy has no name for an element type. */
export async function archiveOf(ports: readonly CasePort[], values: Values): Promise<Uint8Array | null> {
  const tensors = new Map<string, Tensor>();
  for (const { name, key } of ports) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value?.kind === 'tensor') tensors.set(key, value);
  }
  try {
    return await writeNpz(tensors);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
