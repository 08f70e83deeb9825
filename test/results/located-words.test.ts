import { describe, expect, test } from 'vitest';
import type { ResultReplay } from '../../src/results/located-schema.js';
import {
  causeInWords,
  certaintyInWords,
  operatorInWords,
  operatorTruthInWords,
  ratiosInWords,
} from '../../src/results/located-words.js';

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

test('an operator that is wrong in few elements is not told by how far all of them are', () => {
  const operator = {
    ...{ name: 'y', type: 'Div', index: 0, by: 'exposing' as const, before: null, after: 0.9, bits: 24, certain: true },
    ...{ together: [], between: [], inputs: [], outputs: [], attributes: [] },
  };
  expect(ratiosInWords(operator)).toBe(
    'what it makes is wrong in a few elements (NaN, infinite, or far off) and is at 0.9× its own noise floor elsewhere',
  );
  expect(ratiosInWords({ ...operator, after: 0, outputs: ['float32[4]', 'int64[4]'] })).toBe(
    'what it makes has other integers, or is wrong in a few elements (NaN, infinite, or far off), and is at 0× its own noise floor elsewhere',
  );
  expect(ratiosInWords({ ...operator, after: 690 })).toBe(
    'what it makes is at 690× its own noise floor, with 24 significant bits left',
  );
});

test.each([
  [['int32[4]'], 'what it makes has other values, or another size'],
  [['float32[4]'], 'what it makes has other numbers, NaN or infinity, or another size'],
  [['float32[4]', 'int64[4]'], 'what it makes is NaN or infinite, or has other integers or another size'],
])('without a distance, %j', (outputs, words) => {
  const operator = {
    ...{ name: 'y', type: 'TopK', index: 0, by: 'exposing' as const, before: null, after: null, bits: null },
    ...{ certain: true, together: [], between: [], inputs: [], outputs, attributes: [] },
  };
  expect(ratiosInWords(operator)).toBe(words);
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
    /^right by itself and wrong together with Relu `r1`, Relu `r2` before it, as where .*, or where the last one magnifies what the others lose$/,
  );
  expect(certaintyInWords({ ...operator, together: [1, 2, 3, 4].map(relu) }, wrong)).toMatch(
    /wrong together with the 4 operators before it, from Relu `r1` on, as where/,
  );
});

describe('who is right', () => {
  test.each([
    ['candidate', 'In float64 the reference is confirmed: mnn is off by 690×, and the reference is off by 0.2×.'],
    ['reference', 'In float64 mnn is right, and the reference is off by 0.2×.'],
    ['both', 'In float64 both are wrong: mnn is off by 690×, and the reference is off by 0.2×.'],
    ['neither', ''],
    ['unknown', ''],
  ] as const)('%s', (verdict, words) => {
    expect(operatorTruthInWords(replay({ verdict }), 'mnn')).toBe(words);
  });

  test('float64 is named only where a witness had it', () => {
    const [witness] = replay({}).truth?.witnesses ?? [];
    const own = { witnesses: [{ ...witness, precision: 'own' }] } as Partial<Truth>;
    expect(operatorTruthInWords(replay({ ...own, verdict: 'candidate' }), 'mnn')).toMatch(
      /^Computed again in the model's own types, the reference is confirmed: /,
    );
  });

  test('integers are computed again as integers', () => {
    expect(operatorTruthInWords(replay({ exact: true, verdict: 'candidate' }), 'mnn')).toMatch(
      /^Computed again, in its own integers, the reference is confirmed: /,
    );
  });

  test('what no ratio measures, such as NaN, is other values', () => {
    const { truth } = replay({ verdict: 'candidate' });
    const witnesses = truth?.witnesses.map((one) => ({
      ...one,
      candidate: { noiseRatio: null, ulp: null, agree: false },
    }));
    expect(operatorTruthInWords(replay({ verdict: 'candidate', ...(witnesses && { witnesses }) }), 'iree')).toBe(
      'In float64 the reference is confirmed: iree gives other values, and the reference is off by 0.2×.',
    );
  });

  test('what differs in NaN alone is not measured by how far the numbers are', () => {
    const witness = replay({}).truth?.witnesses[0];
    if (witness === undefined) throw new Error('there is one');
    const few = { witnesses: [{ ...witness, candidate: { ...distance(0.9), agree: false } }] };
    expect(operatorTruthInWords(replay(few), 'ncnn')).toBe(
      'In float64 the reference is confirmed: ncnn is off in a few elements, and the reference is off by 0.2×.',
    );
  });

  test('a question of meaning is left to the reader, with what the specification says', () => {
    const specification = { says: 'it ends there', section: 'LSTM' };
    expect(operatorTruthInWords(replay({ verdict: 'meaning', specification }), 'mnn')).toBe(
      'Those that computed it again read it differently, so it is a question of meaning and not of rounding. In our words, the specification says: it ends there.',
    );
  });

  test('where the result is not defined, no side is wrong', () => {
    const specification = { says: 'a 7 has no defined result', section: 'Cast' };
    expect(operatorTruthInWords(replay({ verdict: 'undefined', specification }), 'mnn')).toBe(
      'No side is wrong: in our words, the specification says that a 7 has no defined result.',
    );
  });

  test('nothing without a second computation', () => expect(operatorTruthInWords(replay(null), 'mnn')).toBe(''));
});

describe('an operator in a body', () => {
  const operator = {
    ...{ name: 'g', type: 'Gelu', index: 3, by: 'exposing' as const, before: null, after: 90, bits: 12, certain: true },
    ...{ together: [], between: [], inputs: [], outputs: [], attributes: [] },
  };

  test('is named with the bodies that it is in, the innermost first', () => {
    const within = ['the then branch of If `b`', 'the body, in its first pass, of Loop `a`'];
    expect(operatorInWords({ ...operator, within }, { nodes: 5 })).toBe(
      'Gelu `g` in the then branch of If `b` in the body, in its first pass, of Loop `a` (node 4 of 5)',
    );
  });

  test('that is right is told of the operator with the body', () => {
    const body = 'its body is right when it runs as a graph of its own';
    expect(certaintyInWords({ ...operator, body }, { reference: 'home', against: null })).toBe(
      'wrong by itself when it is given what home computes; its body is right when it runs as a graph of its own',
    );
  });

  test('a layer is a layer, and its distance is its own', () => {
    const layer = { ...operator, certain: false, off: 'it is off by 0.1 of its size' };
    expect(operatorInWords(layer, { nodes: 5, layers: true })).toBe('Gelu `g` (layer 4 of 5)');
    expect(ratiosInWords(layer)).toBe('it is off by 0.1 of its size');
    expect(certaintyInWords(layer, { reference: 'keras', against: null, layers: true })).toBe(
      'compared layer by layer with what keras makes, none of them by itself',
    );
  });
});
