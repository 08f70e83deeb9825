import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { demoRepository } from '../../scripts/demo/repository.js';
import { developmentModels } from '../../scripts/development-models.js';
import { readPlatform } from '../../src/host/platform.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { portability } from './cli.js';

let root: string;
let results: Results;

// The demo's configuration over the real networks: what the README promises.
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'development-models-'));
  demoRepository(root, await developmentModels());
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});

const cellsOf = (runtime: string): ResultCell[] => results.cells.filter((cell) => cell.runtime === runtime);
const worst = (cell: ResultCell) => Math.max(...cell.outputs.map(({ noiseRatio }) => fromReal(noiseRatio ?? 0)));

// What a runtime does not have, and how it says so; everything else passes.
const LACKS: Readonly<Record<string, RegExp>> = {
  'iris on onnxruntime-node': /sequence\(map\(int64, float32/,
  'iris on ort-unoptimised': /sequence\(map\(int64, float32/,
  'iris on onnxruntime-web': /sequence\(map\(int64, float32/,
  'iris on openvino': /sequence\(map\(int64, float32/,
  // One of four exports decides by `If` between two networks; OpenVINO needs the rank inside to be known.
  'voice on openvino': /silero_vad\.onnx: cannot convert Conv-16/,
  ...Object.fromEntries(
    ['voice', 'voice-sequence', 'melody', 'iris'].map((id) => [`${id} on litert`, /reads only tflite/]),
  ),
};

/** One of its two exports has a fault. */
const FAULTY = 'melody-again';

test('the fault of an export is told on every runtime that reads it, on any processor', () => {
  // In bfloat16, the first export drifts too.
  const others = ['litert', 'openvino-auto'];
  const cells = results.cells.filter(({ model, runtime }) => model === FAULTY && !others.includes(runtime));
  expect(cells.map(({ state }) => state)).toEqual(cells.map(() => 'drift'));
  for (const { diagnosis } of cells) {
    expect(diagnosis?.id).toBe('forms-disagree');
    expect(diagnosis?.evidence).toContain('pads [6, 1, 6, 1] → [12, 2, 0, 0] in Conv');
  }
});

test.each(['onnxruntime-node', 'ort-unoptimised', 'onnxruntime-web', 'onnxruntime', 'openvino', 'litert'])(
  'every model passes on %s within 8 times its rounding noise, or the runtime says truly what it lacks',
  (runtime) => {
    const cells = cellsOf(runtime);
    expect(cells).toHaveLength(results.models.length);
    for (const cell of cells.filter(({ model }) => model !== FAULTY)) {
      const name = `${cell.model} on ${runtime}`;
      const lacks = LACKS[name];
      if (lacks !== undefined)
        expect([cell.state, cell.reason], name).toEqual(['unsupported', expect.stringMatching(lacks)]);
      else expect([cell.state, cell.reason], name).toEqual(['pass', null]);
      expect(worst(cell), name).toBeLessThanOrEqual(8);
    }
  },
);

test('a runtime that reads another form of a model runs that, and is judged by the names of the first form', () => {
  const [cell] = cellsOf('litert').filter(({ model }) => model === 'pitch');
  expect(cell?.outputs).toHaveLength(3);
  for (const { form, name, matchedBy } of cell?.outputs ?? [])
    expect([form, name, matchedBy]).toEqual([
      'models/basic-pitch/nmp.tflite',
      expect.stringMatching(/^StatefulPartitionedCall:[012]$/),
      'names-map',
    ]);
});

test('all four exports of one network are run and judged under the names of the first', () => {
  const voice = results.models.find(({ id }) => id === 'voice');
  expect(voice?.forms).toHaveLength(4);
  const [cell] = cellsOf('onnxruntime-node').filter(({ model }) => model === 'voice');
  expect(new Set(cell?.outputs.map(({ form, name }) => `${form} ${name}`)).size).toBe(8);
  expect(cell?.outputs.every(({ matchedBy }) => matchedBy === 'name')).toBe(true);
});

test('OpenVINO in bfloat16, where the processor has it, drifts and is told apart from a wrong operator', ({ skip }) => {
  const { isa } = readPlatform();
  if (!isa.some((flag) => flag.endsWith('_bf16'))) skip();
  const drifting = cellsOf('openvino-auto').filter(({ model, state }) => model !== FAULTY && state === 'drift');
  expect(drifting.map(({ model }) => model)).toContain('pitch');
  for (const { diagnosis } of drifting) expect(diagnosis?.finding).toMatch(/runs in bfloat16/);
  expect(results.runtimes.find(({ id }) => id === 'openvino-auto')?.precision.effective).toBe('bf16');
  expect(results.runtimes.find(({ id }) => id === 'openvino')?.precision.effective).toBe('f32');
});

test('sequences of maps are compared where a runtime gives them', () => {
  const [iris] = cellsOf('onnxruntime').filter(({ model }) => model === 'iris');
  expect(iris?.outputs.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['label', 'probabilities[0].keys', 'probabilities[0].values']),
  );
});

test('note and onset of basic-pitch under each other’s name drift, and the finding says so', async () => {
  const [note, onset] = ['StatefulPartitionedCall:1', 'StatefulPartitionedCall:2'];
  const swapped = JSON.stringify({
    runtimes: ['onnxruntime-node'],
    models: [
      {
        id: 'pitch',
        forms: [
          'models/basic-pitch/nmp.onnx',
          { path: 'models/basic-pitch/copy.onnx', names: { [note]: onset, [onset]: note } },
        ],
        inputs: { 'serving_default_input_2:0': { range: [-1, 1] } },
      },
    ],
  });
  cpSync(join(root, 'models/basic-pitch/nmp.onnx'), join(root, 'models/basic-pitch/copy.onnx'));
  writeFileSync(join(root, 'swapped.yml'), swapped);
  const { code, stdout } = await portability(['run', '--config', 'swapped.yml', '--json', '-'], root);
  const [cell] = resultsSchema.parse(JSON.parse(stdout)).cells;
  expect([code, cell?.state]).toEqual([1, 'drift']);
  expect(cell?.diagnosis?.finding).toMatch(/under each other's name/);
});
