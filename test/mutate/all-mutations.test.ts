import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { MUTATIONS } from '../../src/mutate/all-mutations.js';
import { chooseSites } from '../../src/mutate/choose-sites.js';
import type { MutableModel } from '../../src/mutate/mutation.js';
import { swapGelu } from '../../src/mutate/mutations/swap-gelu.js';
import { randomFloats } from '../models/random-floats.js';
import { mutable, mutantBytes, siteAt } from './changes.js';
import { attentionNet, branchingNet, convolutionNet, recurrentNet } from './models.js';

type Feeds = Record<string, Tensor>;

const float = (shape: number[]) =>
  new Tensor(
    'float32',
    randomFloats(
      9,
      shape.reduce((product, size) => product * size, 1),
    ),
    shape,
  );

const NETS: readonly [string, Uint8Array, Feeds][] = [
  ['convolution', convolutionNet(), { image: float([1, 3, 8, 8]) }],
  ['attention', attentionNet(), { x: float([2, 4, 8]) }],
  ['recurrent', recurrentNet(), { x: float([3, 2, 4]) }],
  ['branching', branchingNet(), { x: float([2]), flag: new Tensor('bool', [true], []) }],
];

async function run(bytes: Uint8Array, feeds: Feeds) {
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: 'disabled', logSeverityLevel: 4 });
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data, dims }]) => [name, { data, dims }]));
}

function targetOf(bytes: Uint8Array, outputs: readonly string[]): MutableModel {
  return mutable(bytes, new Map(outputs.map((name) => [name, { dtype: 'float32', mean: 0.25 }])));
}

describe.each(NETS)('mutants of the %s net', (_name, bytes, feeds) => {
  test('load, keep the shapes and compute something else', async () => {
    const before = await run(bytes, feeds);
    const target = targetOf(bytes, Object.keys(before));
    const mutants = MUTATIONS.flatMap((mutation) => chooseSites(mutation, target, 50, 0));
    expect(mutants.length).toBeGreaterThan(5);
    const same: string[] = [];
    for (const mutant of mutants) {
      const after = await run(mutantBytes(target, mutant), feeds);
      for (const [name, { dims }] of Object.entries(before)) expect(after[name]?.dims).toEqual(dims);
      if (Object.entries(before).every(([name, { data }]) => String(after[name]?.data) === String(data)))
        same.push(mutant.where);
    }
    // The branch of an If that is not taken computes nothing.
    expect(same.filter((where) => !where.includes('matmul4'))).toEqual([]);
  });
});

test('every kind has a site in one of the nets', () => {
  const targets = NETS.map(([, bytes]) => targetOf(bytes, ['map', 'y']));
  const without = MUTATIONS.filter((mutation) => targets.every((target) => mutation.sites(target).length === 0));
  expect(without.map(({ id }) => id)).toEqual([]);
  expect(new Set(MUTATIONS.map(({ id }) => id)).size).toBe(MUTATIONS.length);
});

test('the tanh formula of GELU is within 5e-4 of the erf formula in each activation, and not equal to it', async () => {
  const target = mutable(attentionNet());
  const [before, after] = await Promise.all(
    [attentionNet(), mutantBytes(target, siteAt(swapGelu, target, 'Erf erf'))].map((bytes) =>
      run(bytes, { x: float([2, 4, 8]) }),
    ),
  );
  const [a, b] = [before?.y?.data, after?.y?.data];
  if (!(a instanceof Float32Array && b instanceof Float32Array)) throw new Error('no floats');
  const apart = a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? 0))), 0);
  // Sixteen activations meet in each output, with weights below 1.
  expect(apart).toBeLessThan(16 * 5e-4);
  expect(apart).toBeGreaterThan(1e-6);
});

test('the choice is bounded, spread over the depth and the same every time', () => {
  const target = mutable(attentionNet());
  const [, , , swap] = MUTATIONS;
  if (swap === undefined) throw new Error('no mutation');
  const chosen = (seed: number) => chooseSites(swap, target, 2, seed).map(({ where }) => where);
  expect(chosen(0)).toEqual(chosen(0));
  expect(chosen(0)).toHaveLength(2);
  const order = swap.sites(target).map(({ where }) => where);
  const [first = '', last = ''] = chosen(0);
  expect(order.indexOf(first)).toBeLessThan(Math.ceil(order.length / 2));
  expect(order.indexOf(last)).toBeGreaterThanOrEqual(Math.floor(order.length / 2));
  const seeds = new Set([0, 1, 2, 3, 4, 5].map((seed) => chosen(seed).join()));
  expect(seeds.size).toBeGreaterThan(1);
});
