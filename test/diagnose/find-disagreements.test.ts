import { expect, test } from 'vitest';
import { findDisagreements, type Witness } from '../../src/diagnose/find-disagreements.js';
import { output } from '../compare/results.js';

const ENGINES: Record<string, string> = {
  ort: 'onnxruntime',
  'ort-web': 'onnxruntime',
  openvino: 'openvino',
  numpy: 'onnx-reference',
  tract: 'tract',
};

/** Where each column stands on a line on which the reference is at 0, in units of the noise floor. */
function odd(places: Record<string, number>, referenceEngine: string | null = null) {
  const columns = Object.keys(places);
  const at = (column: string) => places[column] ?? 0;
  const witnesses: Witness[] = columns.map((column) => ({
    column,
    engine: ENGINES[column] ?? column,
    outputs: [output({ noiseRatio: Math.abs(at(column)), verdict: Math.abs(at(column)) > 8 ? 'drift' : 'pass' })],
  }));
  const distances = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b) => {
      const noiseRatio = Math.abs(at(a) - at(b));
      return { a, b, noiseRatio, agree: noiseRatio <= 8 };
    }),
  );
  return findDisagreements([{ output: 'y', distances }], witnesses, referenceEngine);
}

test('two independent engines against committed outputs', () => {
  expect(odd({ openvino: 240, 'ort-web': 240.6 })).toMatchObject([
    { output: 'y', majority: ['openvino', 'ort-web'], against: 240, minority: [] },
  ]);
});

test('two columns of one engine are one vote', () => {
  expect(odd({ ort: 240, 'ort-web': 240.6 })).toEqual([]);
  expect(odd({ ort: 240, 'ort-web': 240.6, openvino: 0.5 })).toEqual([]);
});

test('a reference that is backed by as many engines is not odd', () => {
  expect(odd({ ort: 240, openvino: 240, numpy: 0.5, tract: 1 })).toEqual([]);
  expect(odd({ ort: 240, openvino: 240, tract: 240.2, numpy: 0.5 })).toMatchObject([
    { majority: ['ort', 'openvino', 'tract'], minority: ['numpy'] },
  ]);
});

test('the runtime that made the reference is a vote for it', () => {
  expect(odd({ ort: 0.5, openvino: 240, numpy: 240 }, 'onnxruntime')).toMatchObject([
    { majority: ['openvino', 'numpy'], minority: ['ort'] },
  ]);
  expect(odd({ ort: 0.5, tract: 1, openvino: 240, numpy: 240 }, 'onnxruntime')).toEqual([]);
});

test('an engine on both sides is a vote for neither', () => {
  expect(odd({ ort: 240, 'ort-web': 0.5, openvino: 240 })).toEqual([]);
});

test('columns that drift each in its own way prove nothing', () => {
  expect(odd({ openvino: 240, numpy: -240, ort: 90 })).toEqual([]);
});

test('agreement that is hardly closer than the reference proves nothing', () => {
  expect(odd({ openvino: 9, numpy: 16 })).toEqual([]);
});

test('outputs without numbers count by agreement alone', () => {
  const witnesses = ['openvino', 'numpy'].map((column) => ({
    column,
    engine: column,
    outputs: [output({ dtype: 'int64', noiseRatio: null, verdict: 'drift' })],
  }));
  const distances = [{ a: 'openvino', b: 'numpy', noiseRatio: null, agree: true }];
  expect(findDisagreements([{ output: 'y', distances }], witnesses, null)).toMatchObject([
    { among: null, against: null, majority: ['openvino', 'numpy'] },
  ]);
});
