/** What differs between two files of a model: asked for, and told by a finding. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { attributes, each, fileOf, IMAGE } from '../model-diff/two-networks.js';
import { portability, repository, run } from './cli.js';

const NET = fileOf(IMAGE);
const OTHER_EPSILON = fileOf(IMAGE, attributes({ epsilon: { float: 1e-2 } }, 'bn1', 'bn2'));
const EPSILON = 'epsilon 1e-5 → 0.01 in BatchNormalization `bn1` and BatchNormalization `bn2`';

async function cellsOf(root: string): Promise<readonly ResultCell[]> {
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  return resultsSchema.parse(JSON.parse(stdout)).cells;
}

test('two files from the command line, with the exit codes of diff', async () => {
  const root = await repository({ 'a.onnx': NET, 'b.onnx': OTHER_EPSILON, 'broken.onnx': NET.subarray(0, 700) });
  const same = await portability(['diff', 'a.onnx', 'a.onnx'], root);
  expect([same.code, same.stdout]).toEqual([0, 'no difference\n']);
  const other = await portability(['diff', 'a.onnx', 'b.onnx'], root);
  expect([other.code, other.stdout]).toEqual([1, `${EPSILON}\n`]);
  const json = await portability(['diff', 'a.onnx', 'b.onnx', '--json'], root);
  expect(JSON.parse(json.stdout)).toEqual({
    changes: [
      { kind: 'attribute', text: EPSILON, count: 2, places: ['BatchNormalization bn1', 'BatchNormalization bn2'] },
    ],
    more: 0,
  });
  const broken = await portability(['diff', 'a.onnx', 'broken.onnx'], root);
  expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('broken.onnx: the file is truncated')]);
});

test('two committed files that disagree', async () => {
  const root = await repository({
    'portability.yml': 'runtimes: [onnxruntime-node]\nmodels: [{ id: net, forms: [a.onnx, b.onnx] }]\n',
    'a.onnx': NET,
    'b.onnx': OTHER_EPSILON,
  });
  const [cell] = await cellsOf(root);
  expect(cell?.difference).toMatchObject({ kind: 'forms', from: 'a.onnx', to: 'b.onnx', changes: [{ text: EPSILON }] });
  expect(cell?.diagnosis).toMatchObject({
    id: 'forms-disagree',
    evidence: expect.stringContaining(`From a.onnx to b.onnx: ${EPSILON}.`),
  });
});

test('a model that changed since its goldens were recorded', async () => {
  const root = await repository({ 'portability.yml': 'runtimes: [onnxruntime-node]\n', 'net.onnx': NET });
  const recorded = await portability(['record', 'net'], root);
  expect(recorded.code, recorded.stderr).toBe(0);
  await run('git', ['add', '--all'], root);
  const commit = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'net'];
  expect(await run('git', commit, root)).toMatchObject({ code: 0 });
  writeFileSync(
    join(root, 'net.onnx'),
    fileOf(
      IMAGE,
      each(/^fc\.w$/, (value) => value * 1.5),
    ),
  );
  const [cell] = await cellsOf(root);
  expect(cell).toMatchObject({ state: 'drift', difference: { kind: 'goldens', to: 'net.onnx' } });
  expect(cell?.diagnosis?.evidence).toContain(
    'The goldens were recorded with an earlier net.onnx; since then: the weights of Gemm `fc` are multiplied by 1.5.',
  );
});
