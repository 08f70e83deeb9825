import { expect, test } from 'vitest';
import { leafDistances, openConsensus, summary } from '../../src/judge/consensus.js';
import { f32, i64, NOISE } from '../compare/tensors.js';

const wave = Array.from({ length: 64 }, (_, i) => Math.sin(i * 1.7));
const away = (ratio: number) => f32(wave.map((v, i) => v + ratio * NOISE.sigma * (i % 2 === 0 ? 1 : -1)));
const CONTEXT = { noise: { y: NOISE }, precisions: ['f32', 'f32'] } as const;

test('two columns are apart by their difference in units of the noise floor', () => {
  const [near] = leafDistances(['y'], { y: away(0) }, { y: away(4) }, CONTEXT);
  expect(near).toMatchObject({ output: 'y', agree: true });
  expect(near?.noiseRatio).toBeCloseTo(4, 0);
  const [far] = leafDistances(['y'], { y: away(0) }, { y: away(40) }, CONTEXT);
  expect(far).toMatchObject({ output: 'y', agree: false });
  expect(far?.noiseRatio).toBeCloseTo(40, 0);
});

test('the coarser of two declared precisions is what they can agree within', () => {
  const coarse = { ...CONTEXT, precisions: ['f32', 'bf16'] } as const;
  expect(leafDistances(['y'], { y: away(0) }, { y: away(4000) }, coarse)).toMatchObject([{ agree: true }]);
  expect(leafDistances(['y'], { y: away(0) }, { y: away(4000) }, CONTEXT)).toMatchObject([{ agree: false }]);
});

test('integers agree exactly or not at all, and other shapes never', () => {
  expect(leafDistances(['y'], { y: i64([1n, 2n]) }, { y: i64([1n, 2n]) }, CONTEXT)).toEqual([
    { output: 'y', noiseRatio: null, agree: true },
  ]);
  expect(leafDistances(['y'], { y: i64([1n, 2n]) }, { y: i64([1n, 3n]) }, CONTEXT)).toMatchObject([{ agree: false }]);
  expect(leafDistances(['y'], { y: i64([1n]) }, { y: i64([1n, 2n]) }, CONTEXT)).toMatchObject([{ agree: false }]);
});

test('an output that one column lacks is a disagreement, one that both lack is nothing', () => {
  expect(leafDistances(['y'], { y: away(0) }, {}, CONTEXT)).toMatchObject([{ output: 'y', agree: false }]);
  expect(leafDistances(['y'], {}, {}, CONTEXT)).toEqual([]);
});

test('leaves of a sequence are told apart and use the noise floor of their output', () => {
  const items = (ratio: number) => ({ kind: 'sequence', items: [away(0), away(ratio)] }) as const;
  expect(leafDistances(['y'], { y: items(0) }, { y: items(40) }, CONTEXT)).toMatchObject([
    { output: 'y[0]', agree: true, noiseRatio: 0 },
    { output: 'y[1]', agree: false },
  ]);
});

test('the worst case of a pair is kept, whichever comes first', () => {
  for (const order of [
    [1, 40],
    [40, 1],
  ]) {
    const consensus = openConsensus(['p', 'q']);
    for (const ratio of order) consensus.add('p', 'q', [{ output: 'y', noiseRatio: ratio, agree: ratio < 8 }]);
    expect(consensus.finish()).toEqual([
      { output: 'y', distances: [{ a: 'p', b: 'q', noiseRatio: 40, agree: false }] },
    ]);
  }
});

test('pairs come in the order of the columns, and what is not finite travels as words', () => {
  const consensus = openConsensus(['p', 'q', 'r']);
  consensus.add('q', 'r', [{ output: 'y', noiseRatio: Number.POSITIVE_INFINITY, agree: false }]);
  consensus.add('p', 'r', [{ output: 'y', noiseRatio: null, agree: true }]);
  consensus.add('p', 'q', [{ output: 'y', noiseRatio: 1, agree: true }]);
  expect(consensus.finish()[0]?.distances.map(({ a, b, noiseRatio }) => [a, b, noiseRatio])).toEqual([
    ['p', 'q', 1],
    ['p', 'r', null],
    ['q', 'r', 'Infinity'],
  ]);
});

test('a document keeps a bounded number of outputs, the disputed ones before the others, in their order', () => {
  const entries = Array.from({ length: 100 }, (_, i) => ({
    output: `y${i}`,
    distances: [{ a: 'p', b: 'q', noiseRatio: 1, agree: i !== 99 }],
  }));
  const kept = summary(entries).map(({ output }) => output);
  expect(kept).toHaveLength(32);
  expect(kept.slice(0, 3)).toEqual(['y0', 'y1', 'y2']);
  expect(kept.at(-1)).toBe('y99');
});
