/** A model's architecture as Keras stores it, reduced to its inputs and layers. */
import { z } from 'zod';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import { isDType } from '../../tensor/dtype.js';
import type { Dimension, NarrowPrecision, Port, Signature } from '../../types.js';
import { codeInConfig } from './code-in-config.js';

const layerSchema = z.looseObject({ class_name: z.string(), config: z.unknown().optional() });
const networkSchema = z.looseObject({ layers: z.array(layerSchema) });
const shape = z.array(z.int().nullable());
const inputSchema = z.looseObject({
  name: z.string(),
  dtype: z.union([z.string(), z.looseObject({ config: z.looseObject({ name: z.string() }) })]),
  // As Keras 3 and as Keras 2 call it.
  batch_shape: shape.optional(),
  batch_input_shape: shape.optional(),
  sparse: z.boolean().nullish(),
  ragged: z.boolean().nullish(),
});
type Layer = z.infer<typeof layerSchema>;

export interface KerasArchitecture {
  /** Only inputs, because it records no types or shapes of outputs; null where the architecture is code. */
  readonly signature: Signature | null;
  /** Layers with how often they occur, those inside other layers too; sorted by name. */
  readonly operators: readonly OperatorCount[];
  /** The narrowest arithmetic of its layers; null where it is float32 or wider. */
  readonly narrow: NarrowPrecision | null;
  /** In words, what it may do besides computing. */
  readonly code: readonly string[];
}

/** Describes a serialised model; null when `config` is not one. */
export function describeKeras(config: unknown): KerasArchitecture | null {
  const model = layerSchema.safeParse(config);
  if (!model.success) return null;
  const layers = [...layersIn(model.data.config, 0)].filter(({ class_name }) => class_name !== 'InputLayer');
  return {
    signature: signatureOf(model.data.config),
    operators: countOperators(layers.map(({ class_name }) => ({ domain: 'keras', type: class_name }))),
    narrow: narrowestOf(layers),
    code: codeInConfig(config),
  };
}

/** A layer has a type, or a policy, whose name says in what it computes. */
const policySchema = z.looseObject({
  dtype: z.union([z.string(), z.looseObject({ config: z.looseObject({ name: z.string() }) })]),
});

function narrowestOf(layers: readonly Layer[]): NarrowPrecision | null {
  const names = layers.map(({ config }) => {
    const dtype = policySchema.safeParse(config).data?.dtype;
    return (typeof dtype === 'object' ? dtype.config.name : dtype)?.replace(/^mixed_/, '');
  });
  return names.includes('bfloat16') ? 'bf16' : names.includes('float16') ? 'f16' : null;
}

/** Deeper than any network of nested networks. */
const MAX_DEPTH = 32;

function* layersIn(config: unknown, depth: number): Generator<Layer> {
  if (depth > MAX_DEPTH) return;
  for (const layer of layersOf(config)) {
    yield layer;
    yield* layersIn(layer.config, depth + 1);
    // A layer around another one, such as Bidirectional.
    const inner = layerSchema.safeParse(z.looseObject({ layer: z.unknown() }).safeParse(layer.config).data?.layer);
    if (inner.success) yield inner.data;
  }
}

function layersOf(config: unknown): readonly Layer[] {
  return networkSchema.safeParse(config).data?.layers ?? [];
}

function signatureOf(config: unknown): Signature | null {
  const inputs = new Map<string, Port | null>();
  for (const { class_name, config: own } of layersOf(config)) {
    if (class_name !== 'InputLayer') continue;
    const port = portOf(own);
    if (port === null) return null;
    inputs.set(port.name, port);
  }
  if (inputs.size === 0) return null;
  const named = z.looseObject({ input_layers: z.unknown() }).safeParse(config).data?.input_layers;
  // In the model's order, which is not that of the layers; a Sequential model has one input and no such list.
  const order = named === undefined ? [...inputs.keys()] : layerNames(named);
  const ports = order.flatMap((name) => inputs.get(name) ?? []);
  return ports.length === order.length && ports.length > 0 ? { inputs: ports, outputs: [] } : null;
}

/** `["image", 0, 0]`, or a list or an object of such. */
function layerNames(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const reference = z.tuple([z.string(), z.int(), z.int()]).safeParse(node);
  return reference.success ? [reference.data[0]] : Object.values(node).flatMap(layerNames);
}

function portOf(config: unknown): Port | null {
  const input = inputSchema.safeParse(config);
  if (!input.success || input.data.sparse === true || input.data.ragged === true) return null;
  const { name, dtype: type, batch_shape, batch_input_shape } = input.data;
  const dtype = typeof type === 'string' ? type : type.config.name;
  const sizes = batch_shape ?? batch_input_shape;
  if (!isDType(dtype) || sizes === undefined) return null;
  return { name, type: { kind: 'tensor', dtype, shape: sizes.map((size): Dimension => size) } };
}
