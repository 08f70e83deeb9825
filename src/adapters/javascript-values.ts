/** The gate's values as the tensors of JavaScript runtimes, in Node.js and in a page. */
import type { PageTensor } from '../browser/page-api.js';
import { isDType } from '../tensor/dtype.js';
import { bytesOf, storageOf } from '../tensor/elements.js';
import { stringTensor, tensor, type Values } from '../tensor/tensor.js';

export function toTensors(values: Values): PageTensor[] {
  return Object.entries(values).map(([name, value]) => {
    if (value.kind !== 'tensor') throw new Error(`input ${name} is a ${value.kind}; this runtime accepts tensors only`);
    const { dtype, shape } = value;
    return { name, dtype, shape, data: value.dtype === 'string' ? value.strings : storageOf(value) };
  });
}

export function fromTensors(tensors: readonly PageTensor[]): Values {
  return Object.fromEntries(
    tensors.map(({ name, dtype, shape, data }) => {
      if (!isDType(dtype)) throw new Error(`output ${name} has the unknown element type ${dtype}`);
      if (dtype === 'string') return [name, stringTensor(shape, data as string[])];
      return [name, tensor(dtype, shape, bytesOf(data as ArrayBufferView))];
    }),
  );
}
