import { expect, test } from 'vitest';
import { recordAgain } from '../../src/diagnose/record-again.js';
import type { FileDifference } from '../../src/results/difference-schema.js';
import { cell } from '../compare/results.js';

test('committed outputs may be those of an earlier file', () => {
  expect(recordAgain(cell({ model: 'm' }), 'If not, look.')).toBe(
    'If the model was changed since the outputs were committed, record them again: `portability record --overwrite m`. If not, look.',
  );
});

test('where they are known to be, nothing else is proposed', () => {
  const difference: FileDifference = { kind: 'goldens', from: 'a.onnx', to: 'a.onnx', changes: [], more: 0 };
  expect(recordAgain(cell({ model: 'm', difference }), 'If not, look.')).toBe(
    'If that change of the model is meant, record the outputs again: `portability record --overwrite m`. If it is not, undo it.',
  );
});
