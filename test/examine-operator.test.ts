import { expect, test } from 'vitest';
import { reproName } from '../src/examine-operator.js';

test.each([
  ['detector', 'openvino', 40, 'detector-openvino-41'],
  ['vision/détecteur v2', 'mnn-phone', 0, 'vision-d-tecteur-v2-mnn-phone-1'],
  ['../..', 'a', 0, 'a-1'],
  ['.hidden', '---', 6, 'hidden-7'],
])('the folder for %s on %s', (model, column, index, name) => {
  expect(reproName(model, column, index)).toBe(name);
});
