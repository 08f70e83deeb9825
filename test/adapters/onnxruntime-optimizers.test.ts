import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ONNXRUNTIME_OPTIMIZERS } from '../../src/adapters/onnxruntime-optimizers.js';
import { parsePythonHeader } from '../../src/adapters/python-header.js';

test('both bindings of ONNX Runtime know the same optimisations', () => {
  const file = 'src/adapters/runtimes/onnxruntime.py';
  const { optimizers } = parsePythonHeader(file, readFileSync(file, 'utf8'));
  expect(optimizers).toEqual({ option: 'disabled-optimizers', names: ONNXRUNTIME_OPTIMIZERS });
});
