/** The parts of a model.json that the gate reads; everything else is ignored. */
import { z } from 'zod';

const tensorInfo = z.looseObject({
  name: z.string().optional(),
  dtype: z.union([z.string(), z.int()]).optional(),
  tensorShape: z
    .looseObject({
      dim: z.array(z.looseObject({ size: z.union([z.string(), z.number()]).optional() })).optional(),
      unknownRank: z.boolean().optional(),
    })
    .optional(),
});
const signature = z.looseObject({
  inputs: z.record(z.string(), tensorInfo).optional(),
  outputs: z.record(z.string(), tensorInfo).optional(),
});

/** Type and shape of one of a graph's attributes, as protobuf writes them in JSON. */
const attribute = z.looseObject({
  type: z.union([z.string(), z.int()]).optional(),
  shape: tensorInfo.shape.tensorShape,
});
const node = z.looseObject({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).optional(),
  attr: z.record(z.string(), attribute).nullish(),
});

/** A graph of TensorFlow. */
const graph = z.looseObject({
  node: z.array(node),
  library: z
    .looseObject({ function: z.array(z.looseObject({ nodeDef: z.array(node).optional() })).optional() })
    .nullish(),
});

const layer = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({
    name: z.string().optional(),
    dtype: z.unknown().optional(),
    batch_input_shape: z.array(z.int().nullable()).nullish(),
    batch_shape: z.array(z.int().nullable()).nullish(),
  }),
});

/** A Keras network: a list of layers, or a graph of layers with its inputs and outputs. */
const network = z.looseObject({
  class_name: z.string(),
  config: z.union([
    z.array(layer),
    z.looseObject({
      layers: z.array(layer),
      input_layers: z.array(z.unknown()).optional(),
      output_layers: z.array(z.unknown()).optional(),
    }),
  ]),
});
const keras = z.union([
  z.looseObject({ model_config: network }).transform((topology) => topology.model_config),
  network,
]);

const QUANTISED = ['uint8', 'uint16', 'float16'] as const;
export const weightSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(['float32', 'int32', 'bool', 'string', 'complex64']),
  quantization: z.looseObject({ dtype: z.enum(QUANTISED) }).nullish(),
});

const rest = {
  format: z.string().optional(),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
  signature: signature.nullish(),
  userDefinedMetadata: z.looseObject({ signature: signature.nullish() }).nullish(),
};
export const graphModelSchema = z.looseObject({ modelTopology: graph, ...rest });
export const layersModelSchema = z.looseObject({ modelTopology: keras, ...rest });

export type GraphModelJson = z.infer<typeof graphModelSchema>;
export type LayersModelJson = z.infer<typeof layersModelSchema>;
export type TensorInfo = z.infer<typeof tensorInfo>;
export type GraphNode = z.infer<typeof node>;
export type Layer = z.infer<typeof layer>;
export type Weight = z.infer<typeof weightSchema>;
