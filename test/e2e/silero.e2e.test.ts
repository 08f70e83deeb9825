/** A real network that remembers, as TorchScript and as ONNX: the same over all steps of a recording, and from state to state. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { developmentModels } from '../../scripts/development-models.js';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { patient, portability } from './cli.js';

const STEPS = 8;
const WINDOW = 512;
const CONTEXT = 64;

const CONFIG = `
runtimes: [onnxruntime-node, pytorch]
models:
  - id: recording
    forms:
      - silero_vad_16k_sequence.onnx
      - { module: voice.py:Recording, arguments: { file: silero_vad.jit } }
  - id: step
    forms:
      - silero_vad.onnx
      - { module: voice.py:Step, arguments: { file: silero_vad.jit } }
    probes: { state: { state: stateN } }
`;

const tensor = (dtype: string, shape: readonly number[], data: readonly number[]) => ({ dtype, shape, data });
const zeros = (shape: readonly number[]) =>
  tensor('float32', shape, new Array<number>(shape.reduce((product, size) => product * size, 1)).fill(0));

/** A hum that swells, as a voice does. */
const sample = (i: number) => Math.fround(Math.sin(i / 9) * Math.sin(i / 1300) * 0.4 + Math.sin(i / 4.1) * 0.1);

/** Each window begins with the end of the one before it; the first with silence. */
function windowOf(step: number): number[] {
  return Array.from({ length: CONTEXT + WINDOW }, (_, i) => {
    const at = step * WINDOW + i - CONTEXT;
    return at < 0 ? 0 : sample(at);
  });
}

let results: Results;
let elsewhere = false;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'silero-'));
  cpSync(join(await developmentModels({ only: ['silero-vad'] }), 'silero-vad'), root, { recursive: true });
  cpSync('test/e2e/fixtures/voice.py', join(root, 'voice.py'));
  const cases = {
    recording: {
      input: tensor('float32', [STEPS, CONTEXT + WINDOW], Array.from({ length: STEPS }, (_, i) => windowOf(i)).flat()),
      h: zeros([1, 1, 128]),
      c: zeros([1, 1, 128]),
    },
    step: {
      input: tensor('float32', [1, CONTEXT + WINDOW], windowOf(0)),
      state: zeros([2, 1, 128]),
      sr: tensor('int64', [], [16000]),
    },
  };
  for (const [model, inputs] of Object.entries(cases)) {
    mkdirSync(join(root, 'golden', model), { recursive: true });
    writeFileSync(join(root, 'golden', model, 'hum.inputs.json'), JSON.stringify(inputs));
  }
  writeFileSync(join(root, 'portability.yml'), patient(CONFIG));
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  elsewhere = code === 3 && /torch==\S+ cannot be found/.test(stdout);
  if (elsewhere) return;
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
beforeEach(({ skip }) => skip(elsewhere, 'no index with torch +cpu is set'));

const onPytorch = (model: string) => {
  const cell = results.cells.find((one) => one.model === model && one.runtime === 'pytorch');
  if (cell === undefined) throw new Error(`no cell ${model}`);
  return cell;
};

test('eight steps inside of TorchScript are those of the ONNX that unrolls them', () => {
  const { state, reason, outputs } = onPytorch('recording');
  expect([state, reason]).toEqual(['pass', null]);
  expect(outputs.map(({ name, shape }) => [name, shape])).toEqual(
    expect.arrayContaining([
      ['speech_probs', [STEPS]],
      ['hn', [1, 1, 128]],
      ['cn', [1, 1, 128]],
    ]),
  );
  for (const { maxAbs } of outputs) expect(fromReal(maxAbs ?? Number.NaN)).toBeLessThan(1e-5);
});

test('the state that one step leaves is given to the next one', () => {
  const { state, reason, outputs } = onPytorch('step');
  expect([state, reason]).toEqual(['pass', null]);
  expect(new Set(outputs.map(({ case: name }) => name))).toEqual(
    new Set(['hum', 'probe: first step', 'probe: second step']),
  );
  for (const { maxAbs } of outputs) expect(fromReal(maxAbs ?? Number.NaN)).toBeLessThan(1e-5);
});
