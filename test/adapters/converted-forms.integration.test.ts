/** Several forms of a model where every column converts, and what a converter gives up on because the runtime lacks it. */
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { buildModel, weight } from '../models/build-model.js';

const float = (name: string, shape: number[]) => ({ name, dtype: 'float32', shape }) as const;
const scaled = (by: number) =>
  buildModel({
    inputs: [float('x', [2, 3])],
    outputs: [float('y', [2, 3])],
    nodes: [{ op: 'Mul', inputs: ['x', 'w'], outputs: ['y'] }],
    weights: [weight('w', [3], [by, 2, 3])],
  });

const port = (name: string, elemType: number, ...sizes: number[]) => ({
  name,
  type: { tensorType: { elemType, shape: { dim: sizes.map((dimValue) => ({ dimValue })) } } },
});
const node = (opType: string, input: string[], output: string[], attribute: object[] = []) => ({
  ...{ opType, name: `${output[0]}_node`, input, output, attribute },
});
const scalar = (name: string, elemType: number) => port(name, elemType);
/** Multiplies its input by a weight around the loop, three times: pnnx crashes on it. */
const looping = onnx.ModelProto.encode({
  irVersion: 8,
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'looping',
    input: [port('x', 1, 2, 3)],
    output: [port('y', 1, 2, 3)],
    initializer: [
      { name: 'times', dims: [], dataType: 7, int64Data: [3] },
      { name: 'go', dims: [], dataType: 9, int32Data: [1] },
      { name: 'w', dims: [3, 3], dataType: 1, floatData: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    ],
    node: [
      node(
        'Loop',
        ['times', 'go', 'x'],
        ['y'],
        [
          {
            name: 'body',
            type: 5,
            g: {
              name: 'body',
              input: [scalar('i', 7), scalar('going', 9), port('before', 1, 2, 3)],
              output: [scalar('on', 9), port('after', 1, 2, 3)],
              node: [node('Identity', ['going'], ['on']), node('MatMul', ['before', 'w'], ['after'])],
            },
          },
        ],
      ),
    ],
  },
}).finish();

async function cellsOf(config: string, files: Readonly<Record<string, string | Uint8Array>>) {
  const root = await repository({ 'portability.yml': config, ...files });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  await rm(root, { recursive: true, force: true });
  if (code === 3 && /torch==\S+ cannot be found/.test(stdout + stderr)) return null;
  expect([0, 1], stderr).toContain(code);
  return resultsSchema.parse(JSON.parse(stdout)).cells;
}

test.each([
  [1, 'pass'],
  [1.01, 'drift'],
] as const)(
  'a second file, of which a weight is %d instead of 1, is compared where every column converts',
  async (by, state) => {
    const cells = await cellsOf('runtimes: [mnn]\nmodels: [{ id: net, forms: [one.onnx, two.onnx] }]\n', {
      'one.onnx': scaled(1),
      'two.onnx': scaled(by),
    });
    expect(cells?.map((cell) => [cell.state, [...new Set(cell.outputs.map(({ form }) => form))]])).toEqual([
      [state, ['one.onnx', 'two.onnx']],
    ]);
  },
);

test('ncnn has no control flow: that is not supported, and no crash of its converter', async ({ skip }) => {
  const cells = await cellsOf('routes: { tries: 1 }\nruntimes: [ncnn]\n', { 'looping.onnx': looping });
  if (cells === null) return skip('no index with torch +cpu is set');
  expect(cells.map(({ state, reason }) => [state, reason])).toEqual([
    ['unsupported', 'ncnn has no control flow, and the model has Loop'],
  ]);
});
