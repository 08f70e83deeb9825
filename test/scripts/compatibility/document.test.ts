import { expect, test } from 'vitest';
import { compatibilityDocument } from '../../../scripts/compatibility/document.js';
import type { ConverterFacts } from '../../../src/adapters/define.js';
import { runtime } from '../../plan/facts.js';
import { cellOf, diagnosis, modelOf, outputOf, passing, resultsOf, runtimeOf } from '../../report/results-builder.js';

const converter: ConverterFacts = {
  ...runtime('ort-from-onnx'),
  language: 'python',
  file: 'ort-from-onnx.py',
  reads: ['onnx'],
  writes: 'ort',
  artefact: 'model.ort',
  cost: 1,
  cases: false,
  changesTypes: false,
  processorSpecific: false,
};
const idle: ConverterFacts = { ...converter, id: 'mnn-from-onnx', writes: 'mnn', reads: ['onnx', 'tflite'] };
const route = [{ converter: 'ort-from-onnx', version: '1', seconds: 1, cached: false }];
const results = resultsOf({
  models: [modelOf('a'), modelOf('b')],
  runtimes: [
    runtimeOf('plain', 'Plain', '1.0'),
    runtimeOf('ort', 'Plain', '1.0', { adapter: 'plain', options: { format: 'ort', threads: 2 } }),
    runtimeOf('never', 'Never', '', { version: null }),
  ],
  cells: [
    passing('a', 'plain', 0.93),
    cellOf('a', 'ort', { outputs: [outputOf('a', 0)], route }),
    cellOf('a', 'never', { state: 'unsupported', reason: 'does not have <Conv>\n  | at all' }),
    passing('b', 'plain', 1),
    cellOf('b', 'ort', {
      state: 'drift',
      reason: 'too far.',
      outputs: [outputOf('b', 900)],
      route,
      diagnosis: diagnosis('x', 'Two channels are swapped.', '', ''),
    }),
    cellOf('b', 'never', { state: 'unsupported', reason: 'does not have <Conv>\n  | at all' }),
  ],
});
const text = compatibilityDocument(results, [converter, idle]);

test('the sum counts passing cells, the runtimes and the edges that they need', () => {
  expect(text).toMatch(/^2 models on 3 columns: 3 of 6 cells pass, on 1 runtime and through 1 conversion edge\./);
});

test('the matrix has a row for each column', () => {
  expect(text).toContain('| **plain** | ✅ 0.9× | ✅ 1.0× |\n| **ort** | ✅ = | ❌ 900× |\n| **never** | ⚪ | ⚪ |');
});

test('an edge is a converter and a format that it reads', () => {
  expect(text).toContain(
    [
      'mnn-from-onnx | onnx | mnn | 0 | 0 | 0',
      'mnn-from-onnx | tflite | mnn | 0 | 0 | 0',
      'ort-from-onnx | onnx | ort | 1 | 1 | 0',
    ]
      .map((row) => `| ${row} |`)
      .join('\n'),
  );
});

test('reasons are told once for all models that share them, in words that stay in their cell', () => {
  expect(text).toContain(
    '| ort | ❌ drift | b | too far. Two channels are swapped. |\n| never | ⚪ unsupported | a, b | does not have &lt;Conv> \\| at all |',
  );
});

test('versions and options of the columns', () => {
  expect(text).toContain('| ort | Plain | 1.0 | format: ort, threads: 2 |\n| never | Never | never started |  |');
});
