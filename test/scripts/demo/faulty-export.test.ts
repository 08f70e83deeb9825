import { expect, test } from 'vitest';
import { smallNetwork } from '../../../scripts/bench/small-network.js';
import { faultyExport } from '../../../scripts/demo/faulty-export.js';
import { onnx } from '../../../src/onnx/proto/onnx.js';
import { dilatedNetwork } from './dilated-network.js';

const pads = (bytes: Uint8Array) =>
  (onnx.ModelProto.decode(bytes).graph?.node ?? [])
    .filter(({ opType }) => opType === 'Conv')
    .map(({ attribute }) => attribute?.find(({ name }) => name === 'pads')?.ints?.map(Number));

test('a dilated convolution has all of its padding in front, another one stays', () => {
  expect(pads(dilatedNetwork())).toEqual([
    [2, 2, 2, 2],
    [1, 1, 1, 1],
  ]);
  expect(pads(faultyExport(dilatedNetwork()))).toEqual([
    [4, 4, 0, 0],
    [1, 1, 1, 1],
  ]);
});

test('a network without one is told', () => {
  expect(() => faultyExport(smallNetwork(1))).toThrow('no dilated convolution');
});
