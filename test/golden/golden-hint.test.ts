import { expect, test } from 'vitest';
import { goldenHint } from '../../src/golden/golden-hint.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor, type Values } from '../../src/tensor/tensor.js';
import type { Signature } from '../../src/types.js';

const port = (name: string, shape: number[]) => ({ name, type: { kind: 'tensor', dtype: 'float32', shape } as const });
const signature: Signature = { inputs: [port('data', [1, 2])], outputs: [port('prob', [1, 2])] };
const x = tensor('float32', [1, 2], bytesOf(Float32Array.of(1, 2)));
const last = tensor('float32', [1, 4, 4, 3], bytesOf(new Float32Array(48)));
const row = tensor('float32', [2], x.bytes);
const wide = tensor('float64', [1, 2], bytesOf(Float64Array.of(1, 2)));

test.each<[string, Values, Values | null, string]>([
  [
    'np.savez without names',
    { arr_0: x },
    { arr_0: x },
    'np.savez("a.inputs.npz", data=…); np.savez was called without names: np.savez("a.outputs.npz", prob=…)',
  ],
  ['float64', { data: wide }, null, 'save data as float32: data.astype(np.float32)'],
  ['outputs among the inputs', { data: x, prob: x }, null, 'put prob into a file of its own, a.outputs.npz'],
  ["another framework's names", { 'input_1:0': x }, null, "use the model's own names: data for input_1:0"],
  [
    'a name alike beside one too many',
    { dta: x, loss: x },
    null,
    "use the model's own names: data for dta; leave out loss of a.inputs.npz",
  ],
  ['one too many', { data: x, extra: x }, null, 'leave out extra of a.inputs.npz'],
  [
    'channels last',
    { data: x, image: last },
    null,
    'image has its axes in another order: save image.transpose(0, 3, 1, 2)',
  ],
  ['no batch axis', { data: row }, null, 'data lacks its first axis, the batch: save data[None]'],
  ['lists of both', { inputs: x, outputs: x }, null, 'write one file for the inputs and one for the outputs'],
  ['anything else', {}, null, '`portability plan` shows the inputs and outputs'],
])('%s', (_, inputs, expected, hint) => {
  const image = Object.hasOwn(inputs, 'image') ? [port('image', [1, 3, 4, 4])] : [];
  const inputPorts = [...signature.inputs, ...image];
  expect(goldenHint({ name: 'a', source: '', inputs, expected }, { ...signature, inputs: inputPorts })).toContain(hint);
});
