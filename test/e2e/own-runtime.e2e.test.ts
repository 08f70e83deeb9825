/** A user's own adapter, from the examples, in a repository of its own; and what becomes of mistakes in such a file. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeNpy } from '../../src/golden/npy.js';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { buildAttentionModel } from '../models/build-attention-model.js';
import { buildConvModel, buildDenseModel, buildModel } from '../models/build-model.js';
import { portability, repository } from './cli.js';

const SERVER = readFileSync('examples/own-runtime/our_server.py', 'utf8');
const GIVEN = 'array[start : start + self._rows]';
/** Its lower 32 bits are 5. */
const LARGE = 2n ** 40n + 5n;

/** The example with another id, which gives the framework something else than it got. */
function mistaken(id: string, given: string): string {
  if (!SERVER.includes(GIVEN)) throw new Error('the example has changed');
  return SERVER.replace('id = "our-server"', `id = "${id}"`).replace(GIVEN, given);
}

async function gate(): Promise<ResultCell[]> {
  const root = await repository({
    'portability.yml': [
      'runtimes:',
      '  - ./ci/our_server.py',
      '  - { id: in-pairs, use: ./ci/our_server.py, options: { rows: 2 } }',
      '  - ./ci/channels_last.py',
      '  - ./ci/narrow.py',
      'models:',
      '  - { path: dense.onnx, dims: { N: 5 } }',
      '  - { path: attention.onnx, dims: { N: 3 }, inputs: { ids: { range: [0, 10] } } }',
      '  - path: conv.onnx',
      '  - path: numbers.onnx',
      '',
    ].join('\n'),
    'ci/our_server.py': SERVER,
    // As somebody writes who thinks that images have their channels last.
    'ci/channels_last.py': mistaken(
      'channels-last',
      `(${GIVEN} if array.ndim < 4 else ${GIVEN}.transpose(0, 2, 3, 1).reshape(-1, *array.shape[1:]))`,
    ),
    'ci/narrow.py': mistaken(
      'narrow',
      `${GIVEN}.astype("int32" if array.dtype == "int64" else array.dtype).astype(array.dtype)`,
    ),
    'dense.onnx': buildDenseModel(),
    'attention.onnx': buildAttentionModel(),
    'conv.onnx': buildConvModel(),
    'numbers.onnx': buildModel({
      inputs: [{ name: 'x', dtype: 'int64', shape: ['N'] }],
      outputs: [{ name: 'y', dtype: 'int64', shape: ['N'] }],
      nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    }),
    'golden/numbers/large/inputs/x.npy': writeNpy(tensor('int64', [2], bytesOf(BigInt64Array.of(LARGE, -1n)))),
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  return resultsSchema.parse(JSON.parse(stdout)).cells;
}

test('the example passes; swapped axes and cut-off integers are caught', async () => {
  const cells = await gate();
  const states = Object.fromEntries(cells.map(({ model, runtime, state }) => [`${model} on ${runtime}`, state]));
  const wrong = ['conv on channels-last', 'numbers on narrow'];
  expect(states).toEqual(
    Object.fromEntries(Object.keys(states).map((name) => [name, wrong.includes(name) ? 'drift' : 'pass'])),
  );
  expect(cells).toHaveLength(16);
  const [turned, cut] = wrong.map((name) => cells.find(({ model, runtime }) => `${model} on ${runtime}` === name));
  expect(turned?.reason).toMatch(/^features: RMSE is [\d,.e]+× the noise floor/);
  expect(cut?.outputs[0]).toMatchObject({ mismatched: 1, worst: { reference: Number(LARGE), candidate: 5 } });
});
