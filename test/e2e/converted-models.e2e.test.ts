/** Real networks on runtimes that read none of their files: what converts passes, and the rest says truly why not. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { demoRepository } from '../../scripts/demo/repository.js';
import { developmentModels } from '../../scripts/development-models.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { patient, portability } from './cli.js';

const RUNTIMES = [
  'routes: { tries: 1 }', // what this route gives, not what another would
  'runtimes:',
  '  - mnn',
  '  - iree',
  '  - tvm',
  '  - { id: ort-format, use: onnxruntime, format: ort }',
  '  - { id: openvino-ir, use: openvino, format: openvino-ir }',
];

let results: Results;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'converted-models-'));
  demoRepository(root, await developmentModels());
  const config = join(root, 'portability.yml');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, patient(`${RUNTIMES.join('\n')}\n${text.slice(text.indexOf('\nmodels:') + 1)}`));
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});

/** What tools cannot do with these networks, or do wrongly; every other cell passes. */
const SAYS: Readonly<Record<string, readonly [ResultCell['state'], RegExp]>> = {
  'pitch on iree': ['convert-failed', /^failed while converting to iree .*'linalg\.generic' op inferred/],
  'pitch on tvm': ['convert-failed', /^failed while converting to tvm .*Reshape requires/],
  'voice on iree': ['unsupported', /does not have the operator If/],
  'voice on tvm': ['convert-failed', /Dynamic pads are not supported/],
  'voice on openvino-ir': ['unsupported', /cannot convert Conv-16/],
  // MNN's LSTM gives its last hidden state in another shape and with other numbers.
  'voice-sequence on mnn': ['drift', /speech_probs: RMSE|hn: different shape/],
  'voice-sequence on iree': ['convert-failed', /^failed while converting to iree .*'linalg\.generic' op inferred/],
  'voice-sequence on tvm': ['unsupported', /does not have the operators? LSTM/],
  'melody on mnn': ['unsupported', /pitch has type float64/],
  'melody on iree': ['drift', /^pitch: different shape/],
  'melody on tvm': ['convert-failed', /has no attribute 'shape'/],
  'iris on mnn': ['unsupported', /sequence\(map\(int64, float32/],
  'iris on iree': ['unsupported', /sequence\(map\(int64, float32/],
  'iris on tvm': ['unsupported', /sequence\(map\(int64, float32/],
  'iris on openvino-ir': ['unsupported', /sequence\(map\(int64, float32/],
};

/** Models that start with the file of another one: it is what is converted. */
const SAME_FILE: Readonly<Record<string, string>> = { 'melody-again': 'melody' };

/** How IREE cuts the work depends on the width of the processor's vectors: elsewhere these may compile, and then pass. */
const BY_VECTORS = new Set(['pitch on iree', 'voice-sequence on iree']);

test.each(['mnn', 'iree', 'tvm', 'ort-format', 'openvino-ir'])('%s', (runtime) => {
  const cells = results.cells.filter((cell) => cell.runtime === runtime);
  expect(cells).toHaveLength(results.models.length);
  for (const cell of cells) {
    const name = `${cell.model} on ${runtime}`;
    const says = SAYS[`${SAME_FILE[cell.model] ?? cell.model} on ${runtime}`];
    if (says === undefined || (BY_VECTORS.has(name) && cell.state === 'pass')) {
      expect([name, cell.state, cell.reason]).toEqual([name, 'pass', null]);
      expect(Math.max(...cell.outputs.map(({ noiseRatio }) => fromReal(noiseRatio ?? 0))), name).toBeLessThanOrEqual(8);
      expect(cell.route, name).toHaveLength(1);
    } else expect([name, cell.state, cell.reason]).toEqual([name, says[0], expect.stringMatching(says[1])]);
  }
});
