import { expect, test } from 'vitest';
import type { onnx } from '../../src/onnx/proto/onnx.js';
import { rewriteNodes } from '../../src/onnx/rewrite-nodes.js';
import { hasWinogradConvolutions, withWinogradRounding } from '../../src/onnx/winograd-rounding.js';
import { type GraphMessage, port, type TensorMessage } from './model-files.js';

type Node = onnx.NodeProto.$Properties;

const ints = (name: string, ...values: number[]) => ({ name, type: 7, ints: values });
const weight = (...dims: number[]): TensorMessage => ({ name: 'w', dims, dataType: 1 });
const convolution = (attribute: Node['attribute'] = []): Node => ({
  opType: 'Conv',
  name: 'n',
  input: ['x', 'w', 'b'],
  output: ['y'],
  attribute,
});
const graph = (node: Node, kernel = weight(8, 3, 3, 3)): GraphMessage => ({
  input: [port('x')],
  initializer: [kernel],
  node: [node],
});

test('a convolution of 3×3 gets the error of the transform, which its bias is no part of', () => {
  const nodes = rewriteNodes(graph(convolution()), withWinogradRounding(1)).node ?? [];
  expect(nodes[0]).toMatchObject({ opType: 'Conv', input: ['x', 'w', 'b'], output: ['y__plain'] });
  expect(nodes.filter(({ opType }) => opType === 'Conv')[1]?.input).toHaveLength(2);
  expect(nodes.map(({ opType }) => opType)).toContain('RandomNormalLike');
  expect(nodes.at(-1)).toMatchObject({ opType: 'Add', output: ['y'] });
});

test.each<[string, GraphMessage, boolean]>([
  ['a kernel that the attribute tells', graph(convolution([ints('kernel_shape', 3, 3)])), true],
  ['a kernel that the weight tells', graph(convolution()), true],
  ['a kernel of 5×5', graph(convolution(), weight(8, 3, 5, 5)), true],
  ['a larger kernel', graph(convolution(), weight(8, 3, 7, 7)), false],
  ['a kernel that is not square', graph(convolution(), weight(8, 3, 3, 5)), false],
  ['one axis', graph(convolution(), weight(8, 3, 3)), false],
  ['strides', graph(convolution([ints('strides', 2, 2)])), false],
  ['gaps', graph(convolution([ints('dilations', 2, 2)])), false],
  ['groups', graph(convolution([{ name: 'group', type: 2, i: 4 }])), true],
  ['a group for each channel', graph(convolution([{ name: 'group', type: 2, i: 8 }]), weight(8, 1, 3, 3)), false],
])('%s', (_, own, expected) => {
  expect(hasWinogradConvolutions(own)).toBe(expected);
  expect(rewriteNodes(own, withWinogradRounding(1)) !== own).toBe(expected);
});

test('the error grows with the root of the channels that are added one after the other', () => {
  const scale = (channels: number) => {
    const nodes = rewriteNodes(graph(convolution(), weight(8, channels, 3, 3)), withWinogradRounding(1)).node ?? [];
    const random = nodes.find(({ opType }) => opType === 'RandomNormalLike');
    return random?.attribute?.find(({ name }) => name === 'scale')?.f ?? 0;
  };
  expect(scale(3)).toBe(scale(64));
  expect(scale(256) / scale(64)).toBeCloseTo(2);
});
