/** Models where people meet them: the JavaScript runtimes, in Node.js and in a page of a browser. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { developmentModels } from '../../scripts/development-models.js';
import { findBrowser } from '../../src/environments/find-browser.js';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { buildConvModel } from '../models/build-model.js';
import {
  buildTfjsConvModel,
  buildTfjsLayersModel,
  TFJS_SHARD,
  tfjsConvWeights,
  tfjsLayersWeights,
} from '../models/build-tfjs.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { PATIENT, portability } from './cli.js';

const browser = await findBrowser({ env: process.env, cwd: '.' }, 'this test').catch(() => null);
let root: string;
let scratch: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'browser-'));
  scratch = mkdtempSync(join(tmpdir(), 'browser-scratch-'));
  cpSync(join(await developmentModels(), 'basic-pitch'), join(root, 'pitch'), { recursive: true });
  for (const [path, content] of Object.entries({
    'conv.onnx': buildConvModel(),
    'conv.tflite': buildTfliteConvModel(),
    'conv/model.json': buildTfjsConvModel(),
    [`conv/${TFJS_SHARD}`]: tfjsConvWeights(),
    'layers/model.json': buildTfjsLayersModel(),
    [`layers/${TFJS_SHARD}`]: tfjsLayersWeights(),
  })) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
});

async function run(config: object, env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; cells: ResultCell[] }> {
  writeFileSync(join(root, 'portability.yml'), JSON.stringify({ ...PATIENT, ...config }));
  // What is left over can be told by the folder of its own.
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root, { TMPDIR: scratch, ...env });
  expect(stdout, stderr).not.toBe('');
  return { code, cells: resultsSchema.parse(JSON.parse(stdout)).cells };
}

const outcomes = (cells: readonly ResultCell[]) =>
  cells.map(({ model, runtime, state }) => `${model} on ${runtime}: ${state}`);
const worst = ({ outputs }: ResultCell) => Math.max(...outputs.map(({ noiseRatio }) => fromReal(noiseRatio ?? 0)));

/** Processes that have a file of this test's scratch folder among their arguments; Linux tells. */
function leftOver(): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const lines = ids.map((id) => {
    try {
      return readFileSync(join('/proc', id, 'cmdline'), 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
  return lines.filter((line) => line.includes(scratch));
}

const PITCH = {
  id: 'pitch',
  forms: [
    'pitch/nmp.onnx',
    'pitch/nmp.tflite',
    {
      path: 'pitch/tfjs',
      names: {
        'serving_default_input_2:0': 'input_2',
        'StatefulPartitionedCall:0': 'contour',
        'StatefulPartitionedCall:1': 'Identity_1:0',
        'StatefulPartitionedCall:2': 'Identity_2:0',
      },
    },
  ],
  inputs: { 'serving_default_input_2:0': { range: [-1, 1] } },
};

test('in Node.js, forms of one network pass within 8 times its rounding noise, or it is said what is missing', async () => {
  const { cells } = await run({ runtimes: ['onnxruntime-web', 'tfjs', 'litertjs'], models: [PITCH] });
  expect(outcomes(cells)).toEqual([
    'pitch on onnxruntime-web: pass',
    'pitch on tfjs: pass',
    'pitch on litertjs: unsupported',
  ]);
  expect(cells[2]?.reason).toBe('accepts inputs of fixed sizes only, and input_2 is float32[?, 43844, 1]');
  for (const cell of cells) expect(worst(cell)).toBeLessThanOrEqual(8);
  expect(cells[1]?.outputs.map(({ form, matchedBy }) => [form, matchedBy])).toEqual(
    Array(3).fill(['pitch/tfjs/model.json', 'names-map']),
  );
});

describe('in a browser', () => {
  beforeEach(({ skip }) => skip(browser === null, 'no browser is installed'));

  test('forms of one network pass within 8 times its rounding noise', async () => {
    const runtimes = ['onnxruntime-browser', 'tfjs-browser', 'litertjs-browser'];
    const { cells } = await run({ runtimes, models: [PITCH] });
    expect(outcomes(cells)).toEqual([
      'pitch on onnxruntime-browser: pass',
      'pitch on tfjs-browser: pass',
      'pitch on litertjs-browser: unsupported',
    ]);
    for (const cell of cells) expect(worst(cell)).toBeLessThanOrEqual(8);
  });

  test('small networks pass on every backend, without a graphics card', async () => {
    const asCommitted = { convert: false };
    const column = (use: string, backend: string) => ({
      ...{ id: `${use}-${backend}`, use, options: { backend } },
      ...asCommitted,
    });
    const { cells } = await run({
      runtimes: [
        ...['onnxruntime-node', 'tfjs', 'litert', 'litertjs'].map((use) => ({ use, ...asCommitted })),
        column('onnxruntime-browser', 'webgpu'),
        ...['cpu', 'webgl', 'webgpu'].map((backend) => column('tfjs-browser', backend)),
        ...['wasm', 'webgpu'].map((backend) => column('litertjs-browser', backend)),
      ],
      models: [
        { id: 'onnx', path: 'conv.onnx' },
        { id: 'tflite', path: 'conv.tflite' },
        { id: 'graph', path: 'conv' },
        { id: 'layers', path: 'layers/model.json' },
      ],
    });
    const ran = cells.filter(({ state }) => state !== 'unsupported');
    expect(outcomes(ran).filter((line) => !line.endsWith(': pass'))).toEqual([]);
    expect(outcomes(ran)).toHaveLength(2 + 4 + 2 * 4);
  });

  test('a graphics card that is asked for and missing is unsupported, nothing stands in for it', async () => {
    const hardware = { id: 'card', use: 'tfjs-browser', options: { backend: 'webgpu', gpu: 'hardware' } };
    const { cells } = await run({ runtimes: ['tfjs', hardware], models: [{ path: 'layers' }] });
    const card = cells.find(({ runtime }) => runtime === 'card');
    if (card?.state !== 'pass')
      expect(card?.reason).toMatch(/^the browser has no (graphics card for )?WebGPU on this machine$/);
  });

  test('a network that takes too long ends with its browser', async () => {
    // No browser starts in that time.
    const { cells } = await run({
      runtimes: ['onnxruntime-browser'],
      models: [{ path: 'conv.onnx' }],
      limits: { seconds: 0.1 },
    });
    expect(cells[0]).toMatchObject({ state: 'run-failed', reason: expect.stringMatching(/^timed out after 0\.1 s/) });
    // What has lost its browser needs a moment to see that.
    if (process.platform === 'linux') await expect.poll(leftOver, { timeout: 10_000 }).toEqual([]);
  });
});

test('without a browser, its columns cannot be judged, and it is said how to get one', async () => {
  const { code, cells } = await run(
    { runtimes: ['onnxruntime-node', 'onnxruntime-browser'], models: [{ path: 'conv.onnx' }] },
    { CHROME_PATH: '/nowhere/chrome' },
  );
  expect(code).toBe(3);
  expect(outcomes(cells)).toEqual(['conv on onnxruntime-node: pass', 'conv on onnxruntime-browser: error']);
  expect(cells[1]?.reason).toBe(
    'could not start: CHROME_PATH: ONNX Runtime Web (browser) needs a browser, and CHROME_PATH does not name one',
  );
});
