import { expect, test } from 'vitest';
import { columnReference } from '../../src/locate/column-reference.js';
import type { KnownValue } from '../../src/locate/reference-values.js';
import { referenceColumn } from '../../src/plan/column.js';
import { runtime } from '../plan/facts.js';
import { floats, known, NOISE, referenceOf } from './layer-parts.js';

const noise = { ...NOISE, double: true, winograd: { sigma: 4e-8, peak: 9e-8 } };
const values: Record<string, KnownValue> = { a: known(floats(1), { noise }), b: known(floats(2), { noise: null }) };
const facts = { sizes: new Map(), constants: {}, typeOf: (name: string) => ({ name }) };
const floorOf = async (acceptsFloat32: boolean, winograd: boolean) => {
  const column = referenceColumn(runtime('other', winograd ? { winograd } : {}));
  const seen = columnReference({ ...facts, ...referenceOf(values) }, { acceptsFloat32, column });
  const read = await seen.read(['a', 'b']);
  expect(read.get('b')?.noise).toBeNull();
  expect(read.get('a')?.tensor).toEqual(floats(1));
  return read.get('a')?.noise;
};

test('a column is judged by the floors that were measured', async () => {
  expect(await floorOf(false, false)).toEqual(noise);
});

test('by those of float32 where that is declared, and of Winograd where the runtime computes it', async () => {
  expect(await floorOf(true, false)).toEqual({ ...NOISE, winograd: noise.winograd });
  expect(await floorOf(false, true)).toEqual({ ...NOISE, double: true, sigma: 4e-8, peak: 9e-8 });
  expect(await floorOf(true, true)).toEqual({ ...NOISE, sigma: 4e-8, peak: 9e-8 });
});
