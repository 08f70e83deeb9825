import { expect, test } from 'vitest';
import { driftsOn } from '../../src/locate/find-hops.js';
import { cell, output } from '../compare/results.js';

const GOLDEN = { name: 'golden' };
const drifting = (name: string, form = 'a.onnx') =>
  cell({ state: 'drift', outputs: [output({ case: name, form, verdict: 'drift' }), output({ case: 'golden' })] });

test('hops are looked into for what drifts on a golden case, and not for what a probe alone shows', () => {
  expect(driftsOn([GOLDEN], drifting('golden'))).toBe(true);
  expect(driftsOn([GOLDEN], drifting('batch of 3'))).toBe(false);
});

test('each form for itself', () => {
  expect(driftsOn([GOLDEN], drifting('golden', 'b.tflite'), 'b.tflite')).toBe(true);
  expect(driftsOn([GOLDEN], drifting('golden', 'b.tflite'), 'a.onnx')).toBe(false);
});
