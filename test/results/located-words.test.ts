import { describe, expect, test } from 'vitest';
import type { ResultReplay } from '../../src/results/located-schema.js';
import { causeInWords, certaintyInWords, operatorTruthInWords } from '../../src/results/located-words.js';

type Truth = NonNullable<ResultReplay['truth']>;

const distance = (noiseRatio: number) => ({ noiseRatio, ulp: null, agree: noiseRatio <= 8 });

function replay(truth: Partial<Truth> | null, causes: ResultReplay['causes'] = []): ResultReplay {
  const witness = {
    ...{ runtime: 'w', title: 'W', version: null, precision: 'f64' as const, reason: null },
    reference: distance(0.2),
    candidate: distance(690),
  };
  const known: Truth = { unknown: null, agree: true, verdict: 'candidate', specification: null, witnesses: [witness] };
  return {
    ...{ shows: 'alone', reason: null, distance: distance(690), offered: 3, causes },
    truth: truth === null ? null : { ...known, ...truth },
  };
}

describe('the cause', () => {
  test('is the closest misreading', () => {
    const cause = { variant: 'softplus-tail', asIf: 'the tail was lost', fix: null, distance: distance(0) };
    expect(causeInWords(replay(null, [cause]))).toBe('as if the tail was lost');
  });

  test('is unknown where none makes the same', () => expect(causeInWords(replay(null))).toBeNull());
});

test('beside another file nothing is wrong by itself', () => {
  const operator = {
    ...{ name: 'c', type: 'Conv', index: 0, by: 'exposing' as const, before: null, after: 9e6, bits: 1, certain: true },
    ...{ together: [], between: [], inputs: [], outputs: [], attributes: [] },
  };
  const wrong = { reference: 'onnxruntime-node', against: null };
  expect(certaintyInWords(operator, wrong)).toBe('wrong by itself when it is given what onnxruntime-node computes');
  expect(certaintyInWords(operator, { ...wrong, against: 'a.onnx' })).toBe('compared with what a.onnx computes there');
  const relu = (index: number) => ({ name: `r${index}`, type: 'Relu', index });
  expect(certaintyInWords({ ...operator, together: [relu(1), relu(2)] }, wrong)).toMatch(
    /^right by itself and wrong together with Relu `r1`, Relu `r2` before it, as where/,
  );
  expect(certaintyInWords({ ...operator, together: [1, 2, 3, 4].map(relu) }, wrong)).toMatch(
    /wrong together with the 4 operators before it, from Relu `r1` on, as where/,
  );
});

describe('who is right', () => {
  test.each([
    ['candidate', 'In float64 the reference is confirmed: mnn is 690× off, the reference 0.2×.'],
    ['reference', 'In float64 mnn is right, and the reference is 0.2× off.'],
    ['both', 'In float64 both are off: mnn 690×, the reference 0.2×.'],
    ['neither', ''],
    ['unknown', ''],
  ] as const)('%s', (verdict, words) => {
    expect(operatorTruthInWords(replay({ verdict }), 'mnn')).toBe(words);
  });

  test('a question of meaning is left to the reader, with what the specification says', () => {
    const specification = { says: 'it ends there', section: 'LSTM' };
    expect(operatorTruthInWords(replay({ verdict: 'meaning', specification }), 'mnn')).toBe(
      'Those that computed it again read it differently, so it is a question of meaning and not of rounding. In our words, the specification says: it ends there.',
    );
  });

  test('nothing without a second computation', () => expect(operatorTruthInWords(replay(null), 'mnn')).toBe(''));
});
