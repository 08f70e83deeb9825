import { expect, test } from 'vitest';
import { compareWithFact } from '../../../scripts/forecast/compare-with-fact.js';
import { forecastSection } from '../../../scripts/forecast/document.js';
import type { KnownSupport } from '../../../src/adapters/operator-support.js';
import { referenceColumn } from '../../../src/plan/column.js';
import { converter, float32, model, planned, runtime, signature } from '../../plan/facts.js';

const NOTHING: KnownSupport = { cases: {}, lists: {}, deadEnds: {}, versions: {} };
const versions = { 'tool-from-onnx': '1', b: '4' };
const KNOWN = { ...NOTHING, deadEnds: { 'torchscript-from-onnx > b': { versions, tried: 3, reason: 'lacks Loop' } } };

function compared(known: KnownSupport, state: 'pass' | 'unsupported') {
  const columns = [runtime('a', { reads: ['mnn'] }), runtime('b', { reads: ['torchscript'] })].map((facts) => ({
    ...referenceColumn(facts),
    id: facts.id,
  }));
  const plan = planned([model('net', signature(float32))], columns, {
    runtimes: columns.map((one) => one.runtime),
    converters: [converter('onnx', 'torchscript')],
  });
  const measured = ['a', 'b'].map((column) => ({ model: 'net', column, state, reason: `why on ${column}` }));
  return compareWithFact(plan, measured, known);
}

test('a cell is foretold by the plan, by the tables, or not', () => {
  expect(compared(NOTHING, 'unsupported').map(({ by }) => by)).toEqual(['plan', null]);
  const known = {
    ...KNOWN,
    deadEnds: { 'torchscript-from-onnx > b': { versions: {}, tried: 3, reason: 'lacks Loop' } },
  };
  // Of other releases than would run: a possibility is not foretold.
  expect(compared(known, 'unsupported').map(({ by }) => by)).toEqual(['plan', null]);
});

test('the section counts what was foretold, and names what passes all the same', () => {
  const section = forecastSection(compared(NOTHING, 'unsupported'), NOTHING);
  expect(section).toContain(
    'Of 2 unsupported cells in [compatibility.md](compatibility.md), **1 were foretold (50.0 %)**',
  );
  expect(section).toMatch(/### Not foretold\n\n.*\n.*\n\| net \| b \| unsupported \| why on b \|/);
  expect(forecastSection(compared(NOTHING, 'pass'), NOTHING)).toContain('### Foretold, and yet it passes');
});
