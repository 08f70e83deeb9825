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

test('columns that run what one converter made agree with each other also where it is wrong', () => {
  const through = (converter: string | null): Witness[] =>
    ['openvino', 'numpy'].map((column) => ({
      column,
      engine: column,
      converter,
      outputs: [output({ noiseRatio: 240, verdict: 'drift' })],
    }));
  const distances = [{ a: 'openvino', b: 'numpy', noiseRatio: 0.5, agree: true }];
  expect(findDisagreements([{ output: 'y', distances }], through('onnx-from-pytorch'), null)).toEqual([]);
  expect(findDisagreements([{ output: 'y', distances }], through(null), null)).toHaveLength(1);
});

/** Where each column stands on a line on which the reference is at 0, in units of the noise floor. */
function odd(places: Record<string, number>, referenceEngine: string | null = null) {
  const columns = Object.keys(places);
  const at = (column: string) => places[column] ?? 0;
  const witnesses: Witness[] = columns.map((column) => ({
    column,
    engine: ENGINES[column] ?? column,
    converter: null,
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
    { output: 'y', columns: ['openvino', 'ort-web'], against: 240, siding: [] },
  ]);
});

test('two columns of one engine are one vote', () => {
  expect(odd({ ort: 240, 'ort-web': 240.6 })).toEqual([]);
  expect(odd({ ort: 240, 'ort-web': 240.6, openvino: 0.5 })).toEqual([]);
});

test('a reference that is backed by as many engines is not outvoted', () => {
  expect(odd({ ort: 240, openvino: 240, numpy: 0.5, tract: 1 })).toMatchObject([
    { columns: ['ort', 'openvino'], siding: ['numpy', 'tract'], outvoted: false },
  ]);
  expect(odd({ ort: 240, openvino: 240, tract: 240.2, numpy: 0.5 })).toMatchObject([
    { columns: ['ort', 'openvino', 'tract'], siding: ['numpy'], outvoted: true },
  ]);
});

test('the runtime that made the reference is a vote for it', () => {
  expect(odd({ ort: 0.5, openvino: 240, numpy: 240 }, 'onnxruntime')).toMatchObject([
    { columns: ['openvino', 'numpy'], siding: ['ort'], outvoted: true },
  ]);
  expect(odd({ ort: 0.5, tract: 1, openvino: 240, numpy: 240 }, 'onnxruntime')).toMatchObject([{ outvoted: false }]);
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
    converter: null,
    outputs: [output({ dtype: 'int64', noiseRatio: null, verdict: 'drift' })],
  }));
  const distances = [{ a: 'openvino', b: 'numpy', noiseRatio: null, agree: true }];
  expect(findDisagreements([{ output: 'y', distances }], witnesses, null)).toMatchObject([
    { among: null, against: null, columns: ['openvino', 'numpy'] },
  ]);
});
