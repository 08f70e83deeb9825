/** One real network committed in three formats, each run by the runtime that reads it. */
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { developmentModels } from '../../scripts/development-models.js';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { PATIENT, portability } from './cli.js';

const FORMS = ['models/nmp.onnx', 'models/nmp.tflite', 'models/nmp'] as const;
const RUNTIMES = ['onnxruntime-node', 'litert', 'tensorflow'] as const;
const INPUT = 'serving_default_input_2:0';
const [NOTE, ONSET] = ['StatefulPartitionedCall:1', 'StatefulPartitionedCall:2'];
/** One network three times: with its ONNX form first, with its SavedModel first, and with names that are wrong. */
const MODELS = {
  'onnx-first': { forms: [FORMS[0], FORMS[1], FORMS[2]], input: INPUT },
  'saved-model-first': { forms: [FORMS[2], FORMS[0], FORMS[1]], input: 'input_2' },
  swapped: {
    forms: [FORMS[0], { path: FORMS[1], names: { [NOTE]: 'onset', [ONSET]: 'note' } }, FORMS[2]],
    input: INPUT,
  },
} as const;

let code: number | null;
let results: Results;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'three-formats-'));
  cpSync(join(await developmentModels(), 'basic-pitch'), join(root, 'models'), { recursive: true });
  const models = Object.entries(MODELS).map(([id, { forms, input }]) => ({
    id,
    forms,
    inputs: { [input]: { range: [-1, 1] } },
  }));
  writeFileSync(join(root, 'portability.yml'), JSON.stringify({ runtimes: RUNTIMES, models, ...PATIENT }));
  const ended = await portability(['run', '--json', '-'], root);
  expect(ended.stdout, ended.stderr).not.toBe('');
  ({ code } = ended);
  results = resultsSchema.parse(JSON.parse(ended.stdout));
});

const cellsOf = (model: keyof typeof MODELS) => results.cells.filter((cell) => cell.model === model);

test.each([
  [0, 'onnx-first'],
  [2, 'saved-model-first'],
] as const)(
  'each form runs on its own runtime and agrees with form %i, joined by the names in the files',
  (_, model) => {
    const cells = cellsOf(model);
    expect(cells.map(({ runtime, state, reason }) => [runtime, state, reason])).toEqual(
      RUNTIMES.map((runtime) => [runtime, 'pass', null]),
    );
    for (const [index, { outputs }] of cells.entries()) {
      expect(new Set(outputs.map(({ form }) => form))).toEqual(new Set([FORMS[index]]));
      expect(outputs).toHaveLength(3);
      // The noise floor is that of the ONNX form, whichever form is the first.
      for (const { noiseRatio, tolerance } of outputs) {
        expect(tolerance.rule).toBe('auto');
        expect(fromReal(noiseRatio ?? 'NaN')).toBeLessThanOrEqual(8);
      }
    }
  },
);

test('a names map that swaps two outputs of a form makes its runtime drift, and no other', () => {
  const cells = cellsOf('swapped');
  expect(code).toBe(1);
  expect(cells.map(({ state }) => state)).toEqual(['pass', 'drift', 'pass']);
  expect(cells[1]?.diagnosis?.finding).toMatch(/under each other's name/);
});
