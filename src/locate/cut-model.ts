/** Parts of a model as files, which runtimes and converters get like any other model. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ONNX_NUMBERS } from '../onnx/data-type.js';
import { type CutValue, namesReadBy, partOfModel } from '../onnx/part-of-model.js';
import { onnx } from '../onnx/proto/onnx.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';

type Model = onnx.ModelProto.$Properties;

export interface Cut {
  /** Values that become inputs of the part. */
  readonly from: readonly CutValue[];
  readonly to: readonly CutValue[];
  /** Values that become constants of the part: sizes, computed from what is not in it. */
  readonly constants: Values;
}

/** A part of a model, with the names of its inputs. */
export interface Part {
  readonly model: Model;
  readonly inputs: readonly string[];
}

/** Null where one of the values is made by no operator of the model. */
export function cutModel(model: Model, { from, to, constants }: Cut): Part | null {
  const known = Object.entries(constants).flatMap(([name, value]) =>
    value.kind === 'tensor' && value.dtype !== 'string' ? [{ name, value }] : [],
  );
  const part = partOfModel(model, [...from, ...known.map(({ name }) => ({ name }))], to);
  const graph = part?.graph;
  if (part === null || graph == null) return null;
  const constant = new Map(known.map(({ name, value }) => [name, value]));
  const read = new Set((graph.node ?? []).flatMap(namesReadBy));
  const weights = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
  const input = (graph.input ?? []).filter(({ name }) => read.has(name ?? '') && !constant.has(name ?? ''));
  const initializer = [
    ...(graph.initializer ?? []),
    ...known.flatMap(({ name, value }) => (read.has(name) ? [constantOf(name, value)] : [])),
  ];
  // A constant that the model computes itself would be made twice.
  const node = (graph.node ?? []).filter(({ output }) => !(output ?? []).some((name) => constant.has(name)));
  return {
    model: { ...part, graph: { ...graph, input, initializer, node } },
    inputs: input.flatMap(({ name }) => (weights.has(name ?? '') ? [] : [name ?? ''])),
  };
}

function constantOf(name: string, { dtype, shape, bytes }: PackedTensor): onnx.TensorProto.$Properties {
  return { name, dims: [...shape], dataType: ONNX_NUMBERS[dtype], rawData: bytes };
}

/** Writes the model into a folder of its own and returns its path. */
export async function writePart(model: Model, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'model.onnx');
  await writeFile(path, onnx.ModelProto.encode(model).finish());
  return path;
}
