import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numbers, oneOperator } from '../../scripts/operators/one-operator.js';
import { committed } from '../../src/convert/loadable.js';
import { readForm } from '../../src/discover/read-form.js';
import { measureNoise } from '../../src/noise/measure-noise.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { Values } from '../../src/tensor/tensor.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { caseOf, floats, ranOf } from '../trial/trial-of-values.js';

const made = (by: number): Values => ({ softmax: floats(1 + by, 2), gemm: floats(1 + by, 2, 3) });

/** Names of the floors of an ONNX form with the outputs softmax and gemm, which the first form calls otherwise. */
async function floorsOf(first?: Values, names: Readonly<Record<string, string | null>> = {}): Promise<string[]> {
  const x = numbers('float32', [2], [1, 2]);
  const { bytes } = oneOperator({ opType: 'Relu', inputs: [['x', x]], outputs: { y: 'float32' } });
  const folder = folderOf({ 'net.onnx': bytes });
  const form = await readForm(folder, 'net.onnx');
  if ('fault' in form.content || form.content.onnx === undefined) throw new Error('it is ONNX');
  const model = { ...committed(form), names };
  const source = { model, onnx: form.content.onnx, column: referenceColumn(runtime('home')) };
  let runs = 0;
  const noise = await measureNoise(source, [caseOf('one', { x })], ranOf({ one: made(0) }), {
    id: 'net',
    pool: { run: async () => ranOf({ one: made(++runs * 2 ** -23) }) },
    effort: { runs: 2, seconds: 1, precisions: [] },
    folder: join(folder, 'noise'),
    ...(first !== undefined && { first: async () => first }),
  });
  return Object.keys(noise?.one ?? {}).sort();
}

test.each<{ what: string; first?: Values; names?: Readonly<Record<string, string>>; floors: string[] }>([
  { what: 'nothing of the first form', floors: ['gemm', 'softmax'] },
  { what: 'the names of the configuration', names: { scores: 'softmax' }, floors: ['gemm', 'scores'] },
  { what: 'outputs of other types', first: { a: floats(1, 2), b: floats(1, 2, 3) }, floors: ['a', 'b'] },
  { what: 'two of one type', first: { a: floats(1, 2), b: floats(1, 3) }, floors: ['gemm', 'softmax'] },
])('the floors are called as the outputs are compared: $what', async ({ first, names, floors }) => {
  expect(await floorsOf(first, names)).toEqual(floors);
});
