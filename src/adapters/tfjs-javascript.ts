/**
 * What TensorFlow.js in Node.js and in a browser share. `loadTfjs` and `runTfjs` run in both and are sent to the page
 * as text, so each is self-contained: it uses no names from outside.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PageTensor } from '../browser/page-api.js';
import { readTfjsModel, type TfjsModel } from '../formats/tfjs/tfjs-model.js';
import type { DType } from '../tensor/dtype.js';

/** Core, converter, layers and the backends in JavaScript and WebGL; layers need methods of the full package. */
export const TFJS = '@tensorflow/tfjs';
export const TFJS_VERSION = '4.22.0';
/** Its element types: int32 for all integers, and no 64-bit float. */
export const TFJS_DTYPES: readonly DType[] = ['float32', 'int32', 'bool', 'string'];

interface TfTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  data(): Promise<ArrayBufferView | string[]>;
}

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly category?: string;
}

interface NodesOf {
  readonly nodes: Readonly<Record<string, GraphNode>>;
  readonly functions?: Readonly<Record<string, NodesOf>>;
}

interface GraphModel {
  readonly executor?: { readonly graph?: NodesOf; readonly weightMap?: Readonly<Record<string, unknown>> };
  execute(inputs: Readonly<Record<string, TfTensor>>, outputs: readonly string[]): TfTensor | TfTensor[];
  executeAsync(inputs: Readonly<Record<string, TfTensor>>, outputs: readonly string[]): Promise<TfTensor | TfTensor[]>;
}

interface LayersModel {
  predictOnBatch(inputs: readonly TfTensor[]): TfTensor | TfTensor[];
}

/** A loaded model and what it is. */
export type TfjsLoaded =
  | { readonly kind: 'graph'; readonly model: GraphModel }
  | { readonly kind: 'layers'; readonly model: LayersModel };

/** The part of TensorFlow.js's modules that is used here, in one object. */
export interface Tf {
  readonly version: { readonly tfjs: string };
  readonly io: {
    getWeightSpecs(manifest: unknown): unknown;
    getModelArtifactsForJSONSync(json: unknown, specs: unknown, weights: ArrayBuffer): unknown;
    fromMemory(artifacts: unknown): unknown;
  };
  env(): { set(flag: string, value: boolean | number): void; getBool(flag: string): boolean };
  engine(): { startScope(): void; endScope(): void };
  ready(): Promise<void>;
  setBackend(name: string): Promise<boolean>;
  tensor(data: ArrayBufferView | readonly string[], shape: readonly number[], dtype: string): TfTensor;
  loadGraphModelSync(source: readonly [unknown, ArrayBuffer]): GraphModel;
  loadLayersModel(source: unknown): Promise<LayersModel>;
}

/** The model at `path` with its description and the concatenated bytes of its weight files. */
export function readWhole(path: string): { model: TfjsModel; weights: Uint8Array<ArrayBuffer> } {
  const model = described(path);
  const shards = weightFiles(model).map((file) => readFileSync(file));
  return { model, weights: new Uint8Array(Buffer.concat(shards)) };
}

export function described(path: string): TfjsModel {
  const model = readTfjsModel(path);
  if (!('fault' in model)) return model;
  const { what, why } = model.fault;
  throw new Error(why === undefined ? what : `${what}: ${why}`);
}

export function weightFiles({ file, shards }: TfjsModel): string[] {
  return shards.map((name) => join(dirname(file), name));
}

/** Loads the model. TensorFlow.js itself reports an unknown operator or a missing weight only when it runs into it. */
export async function loadTfjs(
  tf: Tf,
  kind: TfjsLoaded['kind'],
  json: { readonly weightsManifest: unknown },
  weights: ArrayBuffer,
): Promise<TfjsLoaded> {
  if (kind === 'layers') {
    const specs = tf.io.getWeightSpecs(json.weightsManifest);
    const artifacts = tf.io.getModelArtifactsForJSONSync(json, specs, weights);
    return { kind, model: await tf.loadLayersModel(tf.io.fromMemory(artifacts)) };
  }
  const model = tf.loadGraphModelSync([json, weights]);
  const { graph, weightMap } = model.executor ?? {};
  const graphs = graph === undefined ? [] : [graph, ...Object.values(graph.functions ?? {})];
  for (const { nodes } of graphs)
    for (const { name, op, category } of Object.values(nodes)) {
      if (category === undefined) throw new Error(`Unknown op '${op}'`);
      if (op === 'Const' && weightMap !== undefined && weightMap[name] === undefined)
        throw new Error(`the weights of ${name} are missing`);
    }
  return { kind, model };
}

/** Names of inputs and outputs, in the order of the model. */
export interface TfjsNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function namesOf({ signature: { inputs, outputs } }: TfjsModel): TfjsNames {
  return { inputs: inputs.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}

/** Runs the model; inputs and outputs have the names of its description. */
export async function runTfjs(
  tf: Tf,
  loaded: TfjsLoaded,
  names: TfjsNames,
  inputs: readonly PageTensor[],
): Promise<PageTensor[]> {
  tf.engine().startScope();
  try {
    const given: Record<string, TfTensor> = {};
    for (const { name, dtype, shape, data } of inputs) given[name] = tf.tensor(data, shape, dtype);
    let outputs: TfTensor | TfTensor[];
    if (loaded.kind === 'layers') {
      // TensorFlow.js's own names of inputs depend on what was loaded before; the order is that of the description.
      const list = names.inputs.flatMap((name) => given[name] ?? []);
      outputs = loaded.model.predictOnBatch(list);
    } else {
      try {
        outputs = loaded.model.execute(given, names.outputs);
      } catch (error) {
        // Loops, branches and operators whose output size depends on values.
        if (!/executeAsync/.test(String(error))) throw error;
        outputs = await loaded.model.executeAsync(given, names.outputs);
      }
    }
    const list = Array.isArray(outputs) ? outputs : [outputs];
    const results: PageTensor[] = [];
    for (const [index, output] of list.entries()) {
      const data = await output.data();
      results.push({
        name: names.outputs[index] ?? `output_${index}`,
        dtype: output.dtype,
        shape: [...output.shape],
        data,
      });
    }
    return results;
  } finally {
    tf.engine().endScope();
  }
}

/** Recognises TensorFlow.js's messages about what it does not implement. */
export function unsupportedByTfjs(message: string): string | null {
  const kernel = /Kernel '(\S+)' not registered for backend '(\w+)'/.exec(message);
  if (kernel !== null) return `its backend ${kernel[2]} has no kernel ${kernel[1]}`;
  const operator = /Unknown op '(\S+)'/.exec(message);
  if (operator !== null) return `does not know the operator ${operator[1]}`;
  const layer = /Unknown layer: (\w+)/.exec(message);
  return layer === null ? null : `does not know the layer ${layer[1]}`;
}
