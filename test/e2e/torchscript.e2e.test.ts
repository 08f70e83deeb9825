/** TorchScript says neither types nor shapes nor names of outputs: goldens do, and PyTorch gives the rest. */
import { expect, type TestContext, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { torchscript } from '../adapters/fixtures/torchscript.js';
import { portability, repository } from './cli.js';

const CONFIG = 'runtimes: [pytorch]\nmodels: [{ id: counting, path: counting.pt }]\n';
const number = (value: number) => ({ dtype: 'float32', shape: [1, 1], data: [value] });
const inputs = (value: number) => JSON.stringify({ x: number(value) });

/** Skips where no index is set that has PyTorch for the processor alone: nothing else may be installed in its place. */
async function run(files: Readonly<Record<string, string>>, skip: TestContext['skip']) {
  const root = await repository({ 'portability.yml': CONFIG, 'counting.pt': torchscript('counting'), ...files });
  const ended = await portability(['run', '--json', '-'], root);
  if (ended.code === 3 && /torch==\S+ cannot be found/.test(ended.stdout)) skip('no index with torch +cpu is set');
  return ended;
}

test('runs its golden cases, each as the first one, and judges every output by its place', async ({ skip }) => {
  const golden = 'golden/counting/';
  const { code, stdout, stderr } = await run(
    {
      [`${golden}one.inputs.json`]: inputs(3),
      [`${golden}one.outputs.json`]: JSON.stringify({ output_0: number(3), output_1: number(3) }),
      [`${golden}two.inputs.json`]: inputs(5),
      [`${golden}two.outputs.json`]: JSON.stringify({ output_0: number(5), output_1: number(5.5) }),
    },
    skip,
  );
  expect(code, stderr).toBe(1);
  const { cells, models } = resultsSchema.parse(JSON.parse(stdout));
  expect(models[0]).toMatchObject({ signature: null, forms: [{ format: 'torchscript' }] });
  expect(cells[0]?.outputs.map(({ case: name, name: output, verdict }) => [name, output, verdict])).toEqual([
    ['one', 'output_0', 'pass'],
    ['one', 'output_1', 'pass'],
    ['two', 'output_0', 'pass'],
    ['two', 'output_1', 'drift'],
  ]);
});

test('without goldens it says what is missing', async ({ skip }) => {
  const { code, stdout } = await run({}, skip);
  expect(code).toBe(1);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  expect(cells[0]?.fault?.what).toBe('the inputs of counting are unknown');
});
