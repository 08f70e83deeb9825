import { expect, test } from 'vitest';
import type { Mutation } from '../../../src/mutate/mutation.js';
import { changeEpsilon } from '../../../src/mutate/mutations/change-epsilon.js';
import { constantOutput } from '../../../src/mutate/mutations/constant-output.js';
import { dropBranch } from '../../../src/mutate/mutations/drop-branch.js';
import { flipReset } from '../../../src/mutate/mutations/flip-reset.js';
import { padOtherSide } from '../../../src/mutate/mutations/pad-other-side.js';
import { poolDivisor } from '../../../src/mutate/mutations/pool-divisor.js';
import { resizeMode } from '../../../src/mutate/mutations/resize-mode.js';
import { swapGelu } from '../../../src/mutate/mutations/swap-gelu.js';
import { attributeOf, scopedNodes } from '../../../src/mutate/scoped-nodes.js';
import { onnx } from '../../../src/onnx/proto/onnx.js';
import { buildModel, weight } from '../../models/build-model.js';
import { changesBetween, mutable, mutantBytes, siteAt } from '../changes.js';
import { attentionNet, convolutionNet, recurrentNet } from '../models.js';

function mutated(mutation: Mutation, bytes: Uint8Array, where: string) {
  const target = mutable(bytes, new Map([['scores', { dtype: 'float32', mean: 0.25 }]]));
  const after = mutantBytes(target, siteAt(mutation, target, where));
  const nodes = scopedNodes(onnx.ModelProto.decode(after)).map(({ node }) => node);
  const attribute = (node: string, name: string) => {
    const found = nodes.find((one) => one.name === node);
    return found === undefined ? undefined : attributeOf(found, name);
  };
  return { changes: changesBetween(bytes, after), attribute, nodes };
}

const text = (bytes: Uint8Array | null | undefined) => new TextDecoder().decode(bytes ?? new Uint8Array());

test.each([
  ['Conv symmetric', 'symmetric', [0, 0, 2, 2]],
  ['Conv asymmetric', 'asymmetric', [1, 1, 0, 0]],
  ['AveragePool pool', 'pool', [0, 0, 2, 2]],
])('padding of %s goes to the other side', (where, node, pads) => {
  const { changes, attribute } = mutated(padOtherSide, convolutionNet(), where);
  expect(changes).toEqual([node]);
  expect(attribute(node, 'pads')?.ints?.map(Number)).toEqual(pads);
});

test('"same" padding goes to the other side', () => {
  const { changes, attribute } = mutated(padOtherSide, convolutionNet(), 'Conv same');
  expect(changes).toEqual(['same']);
  expect(text(attribute('same', 'auto_pad')?.s)).toBe('SAME_LOWER');
});

test('average pooling counts its padding', () => {
  const { changes, attribute } = mutated(poolDivisor, convolutionNet(), 'AveragePool pool');
  expect(changes).toEqual(['pool']);
  expect(Number(attribute('pool', 'count_include_pad')?.i)).toBe(1);
});

test('resizing has two meanings that can change', () => {
  const where = resizeMode.sites(mutable(convolutionNet())).map((site) => site.where);
  expect(where).toEqual([
    'Resize resize, coordinate_transformation_mode asymmetric',
    'Resize resize, nearest_mode round_prefer_ceil',
  ]);
  for (const site of where) expect(mutated(resizeMode, convolutionNet(), site).changes).toEqual(['resize']);
});

test('an epsilon that is an attribute is ten times as large, given or not', () => {
  const given = mutated(changeEpsilon, convolutionNet(), 'BatchNormalization norm');
  expect(given.changes).toEqual(['norm']);
  expect(given.attribute('norm', 'epsilon')?.f).toBeCloseTo(1e-2, 8);
  expect(mutated(changeEpsilon, attentionNet(), 'LayerNormalization norm').attribute('norm', 'epsilon')?.f).toBeCloseTo(
    1e-4,
    10,
  );
});

test('an epsilon that is a constant in front of a root is changed for that root only', () => {
  const { changes } = mutated(changeEpsilon, attentionNet(), 'Add guard');
  expect(changes).toEqual(['guard', '+ guarded__mutated_1', '+ guarded__mutated_1__node']);
});

test('the erf of a GELU becomes a tanh', () => {
  const { changes, nodes } = mutated(swapGelu, attentionNet(), 'Erf erf');
  expect(changes).toContain('- erf');
  expect(nodes.find(({ output }) => output?.[0] === 'e')?.opType).toBe('Tanh');
});

test('an erf that is no GELU stays', () => {
  const bytes = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [2] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [2] }],
    weights: [weight('unit', [], [1])],
    nodes: [
      { op: 'Erf', inputs: ['x'], outputs: ['e'] },
      { op: 'Mul', inputs: ['e', 'unit'], outputs: ['y'] },
    ],
  });
  expect(swapGelu.sites(mutable(bytes))).toEqual([]);
});

test('one branch of an addition of two computed values goes, not a bias', () => {
  const where = dropBranch.sites(mutable(attentionNet())).map((site) => site.where);
  expect(where).toEqual(['m into Add residual', 'x into Add residual', 'r into Add output', 'd into Add output']);
  const { nodes } = mutated(dropBranch, attentionNet(), 'm into Add residual');
  expect(nodes.find(({ output }) => output?.[0] === 'r')).toMatchObject({ opType: 'Identity', input: ['x'] });
});

test('the reset gate of a GRU changes sides', () => {
  const { changes, attribute } = mutated(flipReset, recurrentNet(), 'GRU gru');
  expect(changes).toEqual(['gru']);
  expect(Number(attribute('gru', 'linear_before_reset')?.i)).toBe(1);
});

test('an output becomes its mean, and what computed it goes on under another name', () => {
  const { changes, nodes } = mutated(constantOutput, convolutionNet(), 'output scores');
  expect(changes).toContain('gemm');
  expect(nodes.at(-1)).toMatchObject({ opType: 'ConstantOfShape', output: ['scores'] });
  expect(nodes.find(({ name }) => name === 'gemm')?.output).toEqual(['scores__was']);
});
