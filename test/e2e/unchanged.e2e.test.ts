import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { patient, portability, repository, run } from './cli.js';
import { denseRepository } from './dense-repository.js';

const CONFIG = 'runtimes: [onnxruntime-node, onnxruntime-web]\n';

let root = '';
let cache = '';

async function gate(...args: string[]): Promise<Results & { readonly code: number | null; readonly stderr: string }> {
  // The event of a pull request to this repository says nothing of the one that is tested.
  const env = { PORTABILITY_CACHE: cache, GITHUB_EVENT_PATH: '' };
  const { code, stdout, stderr } = await portability(['run', '--json', '-', ...args], root, env);
  return { ...resultsSchema.parse(JSON.parse(stdout)), code, stderr };
}

const states = ({ cells }: Results) => cells.map(({ model, runtime, state }) => [model, runtime, state].join(' '));

beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'gate-cache-'));
  root = await repository({ ...(await denseRepository({ model: 1, golden: 1 })), 'portability.yml': CONFIG });
});

const PASSED = ['models/dense onnxruntime-node pass', 'models/dense onnxruntime-web pass'];
const UNCHANGED = ['models/dense onnxruntime-node not-run', 'models/dense onnxruntime-web not-run'];

test('what has not changed is not run: its recorded result stands', async () => {
  const first = await gate();
  expect(states(first)).toEqual(PASSED);
  const second = await gate();
  expect(states(second)).toEqual(UNCHANGED);
  expect(second.code).toBe(0);
  expect(second.verdict).toBe('pass');
  expect(second.cells[0]).toMatchObject({ recorded: 'cache', lastKnown: { state: 'pass' } });
  expect(second.cells[0]?.outputs).toEqual(first.cells[0]?.outputs);
  expect(second.models).toEqual(first.models);
  expect(second.runtimes).toEqual(first.runtimes);
  expect(second.stderr).not.toMatch(/models\/dense on/);
});

test('--all and --no-cache run everything', async () => {
  expect(states(await gate('--all'))).toEqual(PASSED);
  expect(states(await gate('--no-cache'))).toEqual(PASSED);
});

test('what matters to a cell makes it run again', async () => {
  const config = (text: string) => writeFileSync(join(root, 'portability.yml'), patient(text));
  config(`${CONFIG}comment: never\n`);
  expect(states(await gate())).toEqual(UNCHANGED);
  config(`${CONFIG}seed: 5\n`);
  expect(states(await gate())).toEqual(PASSED);
  config('runtimes: [onnxruntime-node, { use: onnxruntime-web, tolerance: { atol: 0.1, rtol: 0.1 } }]\n');
  expect(states(await gate())).toEqual([UNCHANGED[0], PASSED[1]]);
  config(CONFIG);
});

test('another golden, then another model: red, and recorded red', async () => {
  const other = await denseRepository({ model: 1, golden: 2 });
  const path = 'models/dense.golden/rows.outputs.json';
  writeFileSync(join(root, path), other[path] ?? '');
  const red = ['models/dense onnxruntime-node drift', 'models/dense onnxruntime-web drift'];
  const first = await gate();
  expect([first.code, ...states(first)]).toEqual([1, ...red]);
  expect(first.cells[0]?.recorded).toBeUndefined();
  const second = await gate();
  expect([second.code, ...states(second)]).toEqual([1, ...red]);
  expect(second.cells[0]?.recorded).toBe('cache');
  expect(second.cells[0]?.diagnosis).toEqual(first.cells[0]?.diagnosis);
  const mended = await denseRepository({ model: 2, golden: 2 });
  writeFileSync(join(root, 'models/dense.onnx'), mended['models/dense.onnx'] ?? '');
  expect(states(await gate())).toEqual(PASSED);
});

test('the committed baseline is enough, with an empty cache', async () => {
  const env = { PORTABILITY_CACHE: cache };
  await portability(['run', '--update-baseline'], root, env);
  await run('git', ['add', '--all'], root);
  cache = mkdtempSync(join(tmpdir(), 'gate-cache-'));
  const results = await gate();
  expect([results.code, ...states(results)]).toEqual([0, ...UNCHANGED]);
  expect(results.cells[0]?.recorded).toBe('baseline');
  expect(results.models[0]?.reference).toMatchObject({ kind: 'committed' });
});
