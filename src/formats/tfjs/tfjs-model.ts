import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { messageOf } from '../../errors.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, Signature } from '../../types.js';
import { graphSignature } from './graph-signature.js';
import { layersOf, layersSignature } from './layers-signature.js';
import { findShards } from './shards.js';
import { graphModelSchema, layersModelSchema } from './tfjs-schema.js';

/** TensorFlow.js's name for the file that describes a model. */
export const TFJS_FILE = 'model.json';
/** Weights are in other files: a longer file is not a description. */
const MAX_BYTES = 256 << 20;
const NEXT = 'convert or download the model again, with its weight files';

/** A TensorFlow.js model, described without its weights. */
export interface TfjsModel {
  readonly kind: 'graph' | 'layers';
  /** The file with the description; absolute. */
  readonly file: string;
  readonly signature: Signature;
  /** By input and output: the tensor of the graph behind it. */
  readonly tensorNames: Readonly<Record<string, string>>;
  /** Weight files, relative to the folder of the file, in their order. */
  readonly shards: readonly string[];
  /** Operators of a graph, or kinds of layers, sorted by name. */
  readonly operators: readonly OperatorCount[];
}

/** Reads the description of the model at `path` (absolute), its model.json or the folder that has one. */
export function readTfjsModel(path: string): TfjsModel | { readonly fault: Fault } {
  const file = descriptionAt(path);
  return describeFile(file, (window) => describe(file, jsonIn(window)), { next: NEXT });
}

function jsonIn(file: ByteReader): unknown {
  if (file.size > MAX_BYTES) throw new Malformed('the file is too large', { why: `it has ${file.size} bytes` });
  try {
    return JSON.parse(file.read(0, file.size).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Malformed('the file is truncated or not JSON', { why: messageOf(error) });
    throw error;
  }
}

/** The file for a path that may be that of its folder. */
export function descriptionAt(path: string): string {
  return statSync(path).isDirectory() ? join(path, TFJS_FILE) : path;
}

function describe(file: string, json: unknown): TfjsModel | { readonly fault: Fault } {
  const graph = graphModelSchema.safeParse(json);
  const layers = graph.success ? null : layersModelSchema.safeParse(json);
  if (layers?.success === false) {
    const { error } = hasNodes(json) ? graph : layers;
    return {
      fault: {
        what: 'the file is not a TensorFlow.js model',
        ...(error !== undefined && { why: z.prettifyError(error).slice(0, 500) }),
        next: NEXT,
      },
    };
  }
  const manifest = graph.success ? graph.data.weightsManifest : (layers?.data.weightsManifest ?? []);
  const shards = findShards(dirname(file), manifest);
  if ('fault' in shards) return shards;
  if (graph.success) {
    const { node, library } = graph.data.modelTopology;
    const inner = (library?.function ?? []).flatMap(({ nodeDef }) => nodeDef ?? []);
    const operators = [...node, ...inner].map(({ op }) => op).filter((op) => op !== 'Const');
    return {
      kind: 'graph',
      file,
      ...graphSignature(graph.data),
      shards: shards.files,
      operators: countTypes(operators),
    };
  }
  if (layers === null) throw damaged('it has no topology');
  return {
    kind: 'layers',
    file,
    signature: layersSignature(layers.data),
    tensorNames: {},
    shards: shards.files,
    operators: countTypes(layersOf(layers.data).map(({ class_name }) => class_name)),
  };
}

const hasNodes = (json: unknown): boolean =>
  z.looseObject({ modelTopology: z.looseObject({ node: z.unknown() }) }).safeParse(json).success;

const countTypes = (types: readonly string[]) => countOperators(types.map((type) => ({ domain: '', type })));
