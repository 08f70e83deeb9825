/** One real network committed in three formats, each run by the runtime that reads it. */
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { fromReal, type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { PATIENT, portability } from './cli.js';

const FORMS = ['models/nmp.onnx', 'models/nmp.tflite', 'models/nmp'] as const;
const RUNTIMES = ['onnxruntime-node', 'litert', 'tensorflow'] as const;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'three-formats-'));
  const { developmentModels } = await import(pathToFileURL(resolve('scripts/development-models.mjs')).href);
  cpSync(join(await developmentModels(), 'basic-pitch'), join(root, 'models'), { recursive: true });
});

async function run(forms: readonly unknown[], input: string): Promise<{ code: number | null; cells: ResultCell[] }> {
  const models = [{ id: 'pitch', forms, inputs: { [input]: { range: [-1, 1] } } }];
  writeFileSync(join(root, 'portability.yml'), JSON.stringify({ runtimes: RUNTIMES, models, ...PATIENT }));
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  return { code, cells: resultsSchema.parse(JSON.parse(stdout)).cells };
}

test.each([
  [0, 'serving_default_input_2:0'],
  [2, 'input_2'],
])('each form runs on its own runtime and agrees with form %i, joined by the names in the files', async (of, input) => {
  const forms = [FORMS[of], ...FORMS.filter((_, index) => index !== of)];
  const { code, cells } = await run(forms, input);
  expect(code).toBe(0);
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
});

test('a names map that swaps two outputs of a form makes its runtime drift, and no other', async () => {
  const [note, onset] = ['StatefulPartitionedCall:1', 'StatefulPartitionedCall:2'];
  const swapped = { path: FORMS[1], names: { [note]: 'onset', [onset]: 'note' } };
  const { code, cells } = await run([FORMS[0], swapped, FORMS[2]], 'serving_default_input_2:0');
  expect(code).toBe(1);
  expect(cells.map(({ state }) => state)).toEqual(['pass', 'drift', 'pass']);
  expect(cells[1]?.diagnosis?.finding).toMatch(/under each other's name/);
});
