/**
 * What LiteRT.js in Node.js and in a browser share. `startLitert`, `loadLitert` and `runLitert` run on both sides and are
 * sent into the page as text: each stands for itself, without names from outside.
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
/** All that its tensors can hold. */
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

/** The module, as far as it is used here. */
export interface Litert {
  readonly Tensor: new (data: ArrayBufferView, shape: readonly number[]) => LitertTensor;
  loadLiteRt(folder: string, options: { readonly threads: boolean }): Promise<unknown>;
  loadAndCompile(model: Uint8Array, options: object): Promise<LitertModel>;
}

/** What a model is, from its file: LiteRT.js says the same, and fails over element types that it does not have. */
export interface DescribedTflite {
  readonly signature: Signature;
  /** Of the signature that it goes by; null when it has none. */
  readonly key: string | null;
  /** Whether it remembers: then it is made anew for every run, because there is no other way to reset it. */
  readonly stateful: boolean;
  /** Has operators that may be missing, of which LiteRT.js tells when it runs. */
  readonly custom: boolean;
}

/** Operators with variables, in the words of TensorFlow Lite's schema. */
const STATEFUL = /VAR_HANDLE|_VARIABLE|CALL_ONCE|LSTM|RNN|SVDF/;

/** @throws Error when the file is none, or LiteRT.js cannot take its inputs */
export function describedTflite(path: string): DescribedTflite {
  const model = readTfliteModel(path);
  if ('fault' in model) {
    const { what, why } = model.fault;
    throw new Error(why === undefined ? what : `${what}: ${why}`);
  }
  const { signature, signatureKey, operators } = model;
  const loose = signature.inputs.find(({ type }) => type.kind === 'tensor' && !isFixed(type.shape));
  if (loose !== undefined)
    throw new Error(`takes inputs of fixed sizes only, and ${loose.name} is ${typeInWords(loose.type)}`);
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
 * Starts LiteRT.js. It writes errors to the console and goes on with numbers that mean nothing: what it writes is kept
 * for `runLitert` to find.
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

/** @param errors what `startLitert` gave */
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
 * @param key of the signature that the model goes by; null when it has none
 * @param errors what `startLitert` gave
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
      // What it gives is a view of memory that it takes back.
      const data = (await output.data()) as Uint8Array;
      results.push({ name, dtype, shape: [...Array.from(layout.dimensions)], data: data.slice() });
    }
    return results;
  } finally {
    for (const tensor of held) tensor.delete();
  }
}

/**
 * LiteRT's own words for "not implemented here". What it writes has a line for each of its levels, the outer ones last.
 */
export function unsupportedByLitert(message: string): string | null {
  const loose = /takes inputs of fixed sizes only.*/.exec(message);
  if (loose !== null) return loose[0];
  const custom = /unresolved custom op: (\S+?)\.?$/im.exec(message);
  if (custom !== null) return `does not have the custom operator ${custom[1]}`;
  const builtin = /Didn't find op for builtin opcode '(\w+)' version '(\d+)'/.exec(message);
  if (builtin !== null) return `does not have the operator ${builtin[1]} of version ${builtin[2]}`;
  if (/Variable tensors not yet supported/.test(message)) return 'does not have variables, with which models remember';
  const output = /Failed to set custom allocation for output tensor (\S+)/.exec(message);
  return output === null ? null : `gives no outputs whose size is found only by running: ${output[1]}`;
}

/** An error of LiteRT with the line first that says most: the last that says more than where it comes from. */
export function informativeError(error: unknown): Error {
  const text = messageOf(error);
  const lines = text.split('\n').map((line) => line.replace(/^(?:\W*Error: *|\[[^\]]*\]\.? *)+/i, '').trim());
  return new Error(`${lines.findLast((line) => line !== '') ?? 'LiteRT gives no reason'}\n${text}`);
}
