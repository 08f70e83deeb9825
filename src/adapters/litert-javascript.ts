/**
 * What LiteRT.js in Node.js and in a browser share. `startLitert`, `loadLitert` and `runLitert` run in both and are
 * sent to the page as text, so each is self-contained: it uses no names from outside.
 */
import type { PageTensor } from '../browser/page-api.js';
import { messageOf } from '../errors.js';
import { readTfliteModel } from '../formats/tflite/tflite-model.js';
import { byteLength, type DType } from '../tensor/dtype.js';
import { elementCount, tensor, type Values } from '../tensor/tensor.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Dimension, Signature } from '../types.js';

export const LITERTJS = '@litertjs/core';
export const LITERTJS_VERSION = '2.5.3';
/** The element types of its tensors. */
export const LITERTJS_DTYPES: readonly DType[] = ['float32', 'int32', 'uint8'];

interface LitertTensor {
  readonly type: { readonly dtype: string; readonly layout: { readonly dimensions: ArrayLike<number> } };
  data(): Promise<ArrayBufferView>;
  delete(): void;
}

interface Runner {
  run(inputs: Readonly<Record<string, LitertTensor>>): Promise<Readonly<Record<string, LitertTensor>>>;
}

export interface LitertModel extends Runner {
  readonly signatures: Readonly<Record<string, Runner>>;
  readonly isFullyAccelerated: boolean;
  delete(): void;
}

/** The part of the module that is used here. */
export interface Litert {
  readonly Tensor: new (data: ArrayBufferView, shape: readonly number[]) => LitertTensor;
  loadLiteRt(folder: string, options: { readonly threads: boolean }): Promise<unknown>;
  loadAndCompile(model: Uint8Array, options: object): Promise<LitertModel>;
}

/** A model, described from its file: LiteRT.js reports the same, but fails on element types that it does not have. */
export interface DescribedTflite {
  readonly signature: Signature;
  /** Key of the signature that is used; null when the model has none. */
  readonly key: string | null;
  /** Whether it keeps state between runs: it is then loaded again for every run, the only way to reset it. */
  readonly stateful: boolean;
  /** Whether it has custom operators; LiteRT.js reports only when it runs that it does not have one. */
  readonly custom: boolean;
}

/** Operators that keep state, as TensorFlow Lite's schema names them. */
const STATEFUL = /VAR_HANDLE|_VARIABLE|CALL_ONCE|LSTM|RNN|SVDF/;

/** @throws Error when the file is not a TensorFlow Lite model, or LiteRT.js does not accept its inputs */
export function describedTflite(path: string): DescribedTflite {
  const model = readTfliteModel(path);
  if ('fault' in model) {
    const { what, why } = model.fault;
    throw new Error(why === undefined ? what : `${what}: ${why}`);
  }
  const { signature, signatureKey, operators } = model;
  const loose = signature.inputs.find(({ type }) => type.kind === 'tensor' && !isFixed(type.shape));
  if (loose !== undefined)
    throw new Error(`accepts inputs of fixed sizes only, and ${loose.name} is ${typeInWords(loose.type)}`);
  return {
    signature,
    key: signatureKey,
    stateful: operators.some(({ type }) => STATEFUL.test(type)),
    custom: operators.some(({ domain }) => domain !== ''),
  };
}

const isFixed = (shape: readonly Dimension[] | null): boolean =>
  shape?.every((size) => typeof size === 'number') === true;

/**
 * Starts LiteRT.js. After an error, LiteRT.js only writes to the console and continues with meaningless numbers: what
 * it writes is kept for `runLitert` to check.
 */
export async function startLitert(litert: Litert, folder: string): Promise<string[]> {
  const errors: string[] = [];
  for (const channel of ['error', 'warn'] as const) {
    const say = console[channel].bind(console);
    console[channel] = (...words: unknown[]) => {
      if (/^ERROR/.test(String(words[0]))) errors.push(words.map(String).join(' '));
      say(...words);
    };
  }
  await litert.loadLiteRt(folder, { threads: false });
  return errors;
}

/** @param errors what `startLitert` returned */
export async function loadLitert(
  litert: Litert,
  model: Uint8Array,
  accelerator: string,
  precision: string,
  errors: string[],
): Promise<LitertModel> {
  errors.length = 0;
  const gpuOptions = accelerator === 'webgpu' ? { gpuOptions: { precision } } : {};
  try {
    return await litert.loadAndCompile(model, { accelerator, cpuOptions: { numThreads: 1 }, ...gpuOptions });
  } catch (error) {
    throw new Error([String(error), ...errors].join('\n'));
  }
}

/** Zeros for every input, to see whether the model runs at all. */
export function zerosOf({ inputs }: Signature): Values {
  return Object.fromEntries(
    inputs.flatMap(({ name, type }) => {
      if (type.kind !== 'tensor' || type.dtype === 'string') return [];
      const shape = (type.shape ?? []).map(Number);
      const bytes = new Uint8Array(byteLength(type.dtype, elementCount(shape)));
      return [[name, tensor(type.dtype, shape, bytes)]];
    }),
  );
}

/**
 * @param key of the signature that is used; null when the model has none
 * @param errors what `startLitert` returned
 */
export async function runLitert(
  litert: Litert,
  model: LitertModel,
  key: string | null,
  inputs: readonly PageTensor[],
  errors: string[],
): Promise<PageTensor[]> {
  errors.length = 0;
  const given: Record<string, LitertTensor> = {};
  const held: LitertTensor[] = [];
  try {
    for (const { name, shape, data } of inputs) {
      const tensor = new litert.Tensor(data as ArrayBufferView, shape);
      given[name] = tensor;
      held.push(tensor);
    }
    const runner = (key === null ? undefined : model.signatures[key]) ?? model;
    const outputs = Object.entries(await runner.run(given));
    held.push(...outputs.map(([, output]) => output));
    if (errors.length > 0) throw new Error(errors.join('\n'));
    const results: PageTensor[] = [];
    for (const [name, output] of outputs) {
      const { dtype, layout } = output.type;
      // The data is a view of memory that LiteRT.js frees.
      const data = (await output.data()) as Uint8Array;
      results.push({ name, dtype, shape: [...Array.from(layout.dimensions)], data: data.slice() });
    }
    return results;
  } finally {
    for (const tensor of held) tensor.delete();
  }
}

/**
 * Recognises LiteRT's messages about what it does not implement. They have a line for each level, the outermost last.
 */
export function unsupportedByLitert(message: string): string | null {
  const loose = /accepts inputs of fixed sizes only.*/.exec(message);
  if (loose !== null) return loose[0];
  const custom = /unresolved custom op: (\S+?)\.?$/im.exec(message);
  if (custom !== null) return `does not have the custom operator ${custom[1]}`;
  const builtin = /Didn't find op for builtin opcode '(\w+)' version '(\d+)'/.exec(message);
  if (builtin !== null) return `does not have the operator ${builtin[1]} of version ${builtin[2]}`;
  if (/Variable tensors not yet supported/.test(message)) return 'does not have variables, which stateful models need';
  const output = /Failed to set custom allocation for output tensor (\S+)/.exec(message);
  return output === null ? null : `does not return outputs whose size depends on values: ${output[1]}`;
}

/** An error of LiteRT, its most informative line first: the last one that is more than a source location. */
export function informativeError(error: unknown): Error {
  const text = messageOf(error);
  const lines = text.split('\n').map((line) => line.replace(/^(?:\W*Error: *|\[[^\]]*\]\.? *)+/i, '').trim());
  return new Error(`${lines.findLast((line) => line !== '') ?? 'LiteRT gives no reason'}\n${text}`);
}
