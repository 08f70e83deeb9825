import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runCases } from '../../../scripts/onnx-node-cases/run-cases.js';
import { onnx } from '../../../src/onnx/proto/onnx.js';
import { hostIn } from '../../environments/host.js';
import { buildModel } from '../../models/build-model.js';
import { scratchWith } from '../scratch.js';

function proto(name: string, values: readonly number[]): Uint8Array {
  return onnx.TensorProto.encode({
    name,
    dims: [values.length],
    dataType: onnx.TensorProto.DataType.FLOAT,
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  }).finish();
}

/** A model of one operator with an input and what it is to give. */
function caseFiles(name: string, op: string, input: readonly number[], output: readonly number[]) {
  const port = (of: string) => ({ name: of, dtype: 'float32', shape: [input.length] }) as const;
  const nodes = [{ op, inputs: ['x'], outputs: ['y'] }];
  return {
    [`${name}/model.onnx`]: buildModel({ inputs: [port('x')], outputs: [port('y')], nodes }),
    [`${name}/test_data_set_0/input_0.pb`]: proto('x', input),
    [`${name}/test_data_set_0/output_0.pb`]: proto('y', output),
  };
}

test('cases pass, fail with the opinion of another runtime, or cannot be run', async () => {
  const folder = scratchWith({
    ...caseFiles('test_abs', 'Abs', [-1, 2], [1, 2]),
    ...caseFiles('test_wrong_golden', 'Neg', [1, 2], [1, -2]),
    ...caseFiles('test_unknown', 'Nonsense', [1], [1]),
    'test_empty/model.onnx': '',
  });
  mkdirSync(join(folder, 'scratch'));
  const names = ['test_abs', 'test_empty', 'test_unknown', 'test_unwritten', 'test_wrong_golden'];
  const cases = names.map((name) => ({ name, rtol: 1e-3, atol: 1e-7, fault: name === 'test_unwritten' ? 'no' : null }));
  const host = hostIn(folder, { assets: resolve('lib') });
  const { results, versions } = await runCases(cases, ['onnxruntime-node', 'onnxruntime-web'], host);
  expect(results.map(({ name, state }) => [name, state])).toEqual([
    ['test_abs', 'passed'],
    ['test_empty', 'not run'],
    ['test_unknown', 'not run'],
    ['test_unwritten', 'not run'],
    ['test_wrong_golden', 'failed'],
  ]);
  expect(results.at(-1)).toMatchObject({
    operators: ['Neg'],
    repeats: true,
    difference: { units: expect.any(Number) },
    opinions: [{ runtime: 'onnxruntime-web', kind: 'ran', golden: false, subject: true }],
  });
  expect(versions.map(([, version]) => version)).toEqual([
    expect.stringMatching(/^1\./),
    expect.stringMatching(/^1\./),
  ]);
});
