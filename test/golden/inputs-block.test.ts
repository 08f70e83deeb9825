import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/config/schema.js';
import { inputsBlock } from '../../src/golden/inputs-block.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';

test('inputs as a block that the configuration accepts', () => {
  const block = inputsBlock({
    x: tensor('float32', [1, 2], bytesOf(Float32Array.of(0.5, 1))),
    ids: tensor('int64', [3], bytesOf(BigInt64Array.of(4n, 2n, 9n))),
    mask: tensor('int64', [2], bytesOf(BigInt64Array.of(1n, 1n))),
    'in:0': tensor('bool', [1], Uint8Array.of(1)),
    n: stringTensor([1], ['a']),
  });
  expect(block).toBe(
    'inputs: { x: { shape: [1, 2], normal: [0, 1] }, ids: { shape: [3], range: [2, 10] }, mask: { shape: [2], value: 1 }, "in:0": { shape: [1], value: true }, "n": { shape: [1], choices: ["a"] } }',
  );
  expect(configSchema.safeParse({ models: [{ path: 'net.onnx', ...parse(block) }] }).success).toBe(true);
});
