import { expect, test } from 'vitest';
import { costsTable } from '../../../scripts/costs/document.js';
import type { ConverterFacts } from '../../../src/adapters/define.js';
import { runtime } from '../../plan/facts.js';
import { cellOf, runtimeOf } from '../../report/results-builder.js';

const converter: ConverterFacts = {
  ...runtime('b-from-a'),
  language: 'python',
  file: 'b-from-a.py',
  reads: ['onnx', 'tflite'],
  writes: 'ort',
  artefact: 'model.ort',
  cost: 1,
  cases: false,
  changesTypes: false,
  processorSpecific: false,
};
const adapters = [runtime('fast'), runtime('elsewhere'), converter];
const cost = { downloadBytes: 12_400_000, diskBytes: 99_600_000, installSeconds: 2, importSeconds: 0.1 };
const costs = new Map([
  ['fast', cost],
  ['b-from-a', cost],
]);
const step = (seconds: number) => ({ converter: 'b-from-a', version: '1', seconds, cached: false });
const results = {
  runtimes: [runtimeOf('column', 'Fast', '1', { adapter: 'fast' })],
  cells: [
    cellOf('m', 'column', { seconds: 0.5, route: [step(1.25), step(3)] }),
    cellOf('n', 'column', { seconds: 0.25, route: [step(2)] }),
    cellOf('o', 'column', { seconds: 9, state: 'drift', route: [] }),
  ],
};

test('adapters with what was measured, and medians of what ran well', () => {
  expect(costsTable(adapters, costs, results, '').split('\n').slice(2)).toEqual([
    '| fast | runtime | 12 | 100 | 2 | 0.1 | 0.500 |',
    '| elsewhere | runtime | not on this platform |  |  |  |  |',
    '| b-from-a | onnx, tflite → ort | 12 | 100 | 2 | 0.1 | 2.0 |',
  ]);
});

test('without a run, what is known of converting and running stays', () => {
  expect(costsTable(adapters, costs, null, '')).toContain('| fast | runtime | 12 | 100 | 2 | 0.1 |  |');
  const page = `# Costs\n\n${costsTable(adapters, costs, results, '')}\n`;
  expect(costsTable(adapters, costs, null, page)).toBe(costsTable(adapters, costs, results, ''));
});
