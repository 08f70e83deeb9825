import { expect, test } from 'vitest';
import { differenceInWords } from '../../src/diagnose/difference-in-words.js';
import type { FileDifference } from '../../src/results/difference-schema.js';
import { cell } from '../compare/results.js';

const change = (text: string): FileDifference['changes'][number] => ({ kind: 'attribute', text, count: 1, places: [] });

function words(difference: Partial<FileDifference>, cause = 'forms-disagree'): string {
  const whole: FileDifference = { kind: 'forms', from: 'a.onnx', to: 'b.onnx', changes: [], more: 0, ...difference };
  return differenceInWords(cell({ state: 'drift', difference: whole }), cause);
}

test('three changes are named, the others counted', () => {
  const changes = ['one', 'two', 'three', 'four'].map(change);
  expect(words({ changes: changes.slice(0, 2) })).toBe('From a.onnx to b.onnx: one; two.');
  expect(words({ changes })).toBe('From a.onnx to b.onnx: one; two; three; 1 more change.');
  expect(words({ changes, more: 3 })).toBe('From a.onnx to b.onnx: one; two; three; 4 more changes.');
});

test('goldens of an earlier file are told even where that file is gone', () => {
  expect(words({ kind: 'goldens', changes: [change('one')] }, 'reference-is-odd')).toBe(
    'The goldens were recorded with an earlier b.onnx; since then: one.',
  );
  expect(words({ kind: 'goldens', unknown: 'shallow' }, 'drift')).toBe(
    'The goldens were recorded with another b.onnx than the present one.',
  );
});

test.each<[string, Partial<FileDifference>, string]>([
  ['a fault of the runtime', {}, 'runtime-drifts'],
  ['a conversion that is not to blame', { kind: 'conversion' }, 'forms-disagree'],
  ['files that were not compared', { unknown: 'too large' }, 'forms-disagree'],
])('nothing is said of %s', (_, difference, cause) => {
  expect(words({ changes: [change('one')], ...difference }, cause)).toBe('');
});
