import { expect, test } from 'vitest';
import { findCompared, findSteering } from '../../src/onnx/steering.js';
import type { GraphMessage } from './model-files.js';

type Node = NonNullable<GraphMessage['node']>[number];
const node = (opType: string, input: string[], output: string[], more: Node = {}): Node => ({
  opType,
  input,
  output,
  ...more,
});

function steering(...nodes: Node[]): string[] {
  return [...findSteering({ graph: { node: nodes } })].sort();
}

test('inputs that decide shapes steer, weights do not', () => {
  expect(
    steering(
      node('Resize', ['x', 'roi', 'scales'], ['a']),
      node('Range', ['from', 'to', 'by'], ['b']),
      node('Conv', ['a', 'w', 'bias'], ['y']),
    ),
  ).toEqual(['by', 'from', 'roi', 'scales', 'to']);
});

test('what is behind a steering input steers too, up to where the network computes', () => {
  expect(
    steering(
      node('Cast', ['sizes'], ['whole']),
      node('Concat', ['whole', 'rest'], ['shape']),
      node('Reshape', ['x', 'shape'], ['y']),
      node('MatMul', ['x', 'w'], ['scores']),
      node('TopK', ['y', 'scores'], ['values', 'indices']),
    ),
  ).toEqual(['rest', 'scores', 'shape', 'sizes', 'whole']);
});

test('results of subgraphs are followed inside', () => {
  const branch = (name: string) => ({
    name,
    g: {
      name,
      output: [{ name: `${name}_scales` }],
      node: [node('Identity', [`${name}_constant`], [`${name}_scales`])],
    },
  });
  const found = steering(
    node('If', ['flag'], ['scales'], { attribute: [branch('then'), branch('else')] }),
    node('Upsample', ['x', 'scales'], ['y']),
  );
  expect(found).toEqual(expect.arrayContaining(['then_constant', 'else_constant', 'flag']));
});

test('constants that are compared exactly steer', () => {
  expect(steering(node('Equal', ['mask', 'one'], ['same']), node('Where', ['same', 'x', 'low'], ['y']))).toEqual([
    'mask',
    'one',
  ]);
});

test('what is rounded or cast to an integer steers', () => {
  const cast = (to: number) => ({ ...node('Cast', ['x'], ['c']), attribute: [{ name: 'to', i: to }] });
  expect(steering(cast(7), node('Gather', ['table', 'c'], ['y']))).toEqual(['c', 'x']);
  expect(steering(cast(1))).toEqual([]);
  expect(steering(node('Mul', ['x', 'rate'], ['m']), node('Floor', ['m'], ['y']))).toEqual(['m', 'rate', 'x']);
});

test('a cycle in a damaged model ends', () => {
  expect(
    steering(node('Add', ['b', 'c'], ['a']), node('Add', ['a', 'c'], ['b']), node('Reshape', ['x', 'a'], ['y'])),
  ).toEqual(['a', 'b', 'c']);
});

test('bounds steer, what a network computed before it is compared does not', () => {
  expect(
    steering(
      node('GreaterOrEqual', ['frequencies', 'lowest'], ['high']),
      node('Conv', ['x', 'w'], ['scores']),
      node('Less', ['scores', 'limit'], ['few']),
    ),
  ).toEqual(['frequencies', 'limit', 'lowest', 'scores']);
});

test.each(['TreeEnsemble', 'TreeEnsembleClassifier', 'TreeEnsembleRegressor', 'Binarizer'])(
  'what %s compares with its thresholds steers, also behind a scaler',
  (op) => {
    expect(steering(node('Scaler', ['x'], ['scaled']), node(op, ['scaled'], ['y']))).toEqual(['scaled', 'x']);
  },
);

test('trees compare what comes in as it is, and not what was computed before', () => {
  const compared = (...nodes: Node[]) => [...findCompared({ graph: { node: nodes } })].sort();
  const tree = node('TreeEnsembleClassifier', ['a'], ['label', 'scores']);
  expect(compared(node('Cast', ['x'], ['a']), tree)).toEqual(['a', 'x']);
  expect(compared(node('Scaler', ['x'], ['a']), tree)).toEqual(['a']);
  expect(compared(node('Greater', ['x', 't'], ['a']))).toEqual([]);
});
