/** The gate's values as they are sent into a page and returned from it. */
import { z } from 'zod';
import { type DType, isDType } from '../tensor/dtype.js';
import { stringTensor, tensor, type Values } from '../tensor/tensor.js';
import type { Page } from './open-page.js';
import type { ReceivedTensor, SentTensor } from './page-api.js';

const received = z.object({
  name: z.string(),
  dtype: z.custom<DType>((raw) => typeof raw === 'string' && isDType(raw), 'is not an element type'),
  shape: z.array(z.int().min(0)),
  base64: z.string().optional(),
  strings: z.array(z.string()).optional(),
});

export function sendValues(values: Values, page: Page): SentTensor[] {
  return Object.entries(values).map(([name, value]) => {
    if (value.kind !== 'tensor') throw new Error(`input ${name} is a ${value.kind}; a page accepts tensors only`);
    const { dtype, shape } = value;
    if (value.dtype === 'string') return { name, dtype, shape, strings: value.strings };
    return { name, dtype, shape, bytes: page.offer(value.bytes) };
  });
}

export function receiveValues(tensors: readonly ReceivedTensor[]): Values {
  return Object.fromEntries(
    tensors.map((raw) => {
      const { name, dtype, shape, base64, strings } = received.parse(raw);
      if (dtype === 'string') return [name, stringTensor(shape, strings ?? [])];
      const bytes = Buffer.from(base64 ?? '', 'base64');
      return [name, tensor(dtype, shape, new Uint8Array(bytes))];
    }),
  );
}
