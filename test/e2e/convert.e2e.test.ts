/** `portability convert`: what a cell would run, as a file to look at. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildDenseModel } from '../models/build-model.js';
import { type Ended, portability, repository } from './cli.js';

let root: string;
beforeAll(async () => {
  root = await repository({ 'dense.onnx': buildDenseModel() });
});
const convert = (...args: string[]): Promise<Ended> => portability(['convert', 'dense', ...args], root);

test('what is made lies in the folder, and the route is told', async () => {
  const { code, stdout, stderr } = await convert('--to', 'ort', '--out', 'made');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^ort-from-onnx \d+\.\d+\.\d+\nmade\/model\.ort\n$/);
  expect(readdirSync(join(root, 'made'))).toEqual(['model.ort']);
  const again = await convert('--to', 'ort', '--out', 'made');
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('the folder is not empty')]);
});

test('a converter that is asked for is passed, with its options', async () => {
  const { code, stdout, stderr } = await convert(
    ...['--to', 'onnx', '--through', 'onnx-opset', '--set', 'onnx-opset.opset=21', '--out', 'newer'],
  );
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^onnx-opset /);
});

test.each([
  [['--to', 'keras', '--out', 'x'], /no route leads from onnx to keras/],
  [['--to', 'onyx', '--out', 'x'], /Allowed choices are onnx, ort/],
  [['--to', 'ort', '--out', 'x', '--set', 'ort-from-onnx.optimisation=all'], /did you mean "optimization"/],
  [['--to', 'ort', '--out', 'x', '--set', 'nonsense'], /give converter\.option=value/],
  [['--to', 'onnx', '--out', 'x', '--through', 'onnx-floats'], /no converter is called "onnx-floats"/],
])('%j is told to be wrong', async (args, message) => {
  const { code, stderr } = await convert(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
