// Thousands of files, each written and read: slow on the disks of busy machines.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { buildDenseModel } from '../models/build-model.js';
import { externalTensor, type ModelMessage, modelOf, temporaryFolder, writeBytes } from './model-files.js';

function faultOf(path: string) {
  const model = readOnnxModel(path);
  return 'fault' in model ? model.fault : null;
}

const encoded = (message: ModelMessage): Uint8Array => onnx.ModelProto.encode(message).finish();

test('a file cut off anywhere is a fault', () => {
  const whole = buildDenseModel();
  const folder = temporaryFolder();
  for (let length = 0; length < whole.length; length++) {
    const fault = faultOf(writeBytes(whole.subarray(0, length), 'cut.onnx', folder));
    expect(fault, `${length} of ${whole.length} bytes`).not.toBeNull();
    expect(fault?.next).toMatch(/again/);
  }
  expect(faultOf(writeBytes(whole, 'cut.onnx', folder))).toBeNull();
});

test('damaged bytes are a fault or another model, never an exception', () => {
  const whole = encoded(
    modelOf({
      initializer: [externalTensor('weights.bin'), { name: 'w', dims: [3], dataType: 1, floatData: [1, 2, 3] }],
      node: [
        {
          opType: 'If',
          input: ['x'],
          output: ['y'],
          attribute: [{ name: 'then_branch', g: { name: 't', node: [{ opType: 'Add', input: ['x', 'w'] }] } }],
        },
        {
          opType: 'Own',
          input: ['x'],
          attribute: [{ name: 'a', ints: [1, 2, -3], floats: [1], strings: [Uint8Array.of(65)] }],
        },
      ],
    }),
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(64));
  const position = fc.nat(whole.length - 1);
  const flips = fc.array(fc.tuple(position, fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(flips, position, fc.constantFrom('flip', 'drop', 'double'), (changes, at, what) => {
      let bytes = Uint8Array.from(whole);
      for (const [index, value] of changes) bytes[index] = value;
      if (what === 'drop') bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
      if (what === 'double') bytes = Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.floor(at / 2))]);
      const model = readOnnxModel(writeBytes(bytes, 'damaged.onnx', folder));
      expect('fault' in model ? model.fault.what.length : model.signature.outputs.length).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

test('random bytes are never an exception', () => {
  const folder = temporaryFolder();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(faultOf(writeBytes(bytes, 'random.onnx', folder))).not.toBeNull();
    }),
    { numRuns: 500 },
  );
});
