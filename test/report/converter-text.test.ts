import { expect, test } from 'vitest';
import { converterText } from '../../src/report/sections/routes.js';

test('a conversion is told by the tool that its release is of, where that is known', () => {
  const step = { converter: 'torchscript-from-onnx', version: '1.5.15', seconds: 1, cached: false };
  expect(converterText({ ...step, package: 'onnx2torch' })).toBe('torchscript-from-onnx with onnx2torch 1.5.15');
  expect(converterText(step)).toBe('torchscript-from-onnx 1.5.15');
});
