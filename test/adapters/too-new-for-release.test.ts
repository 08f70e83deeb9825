import { expect, test } from 'vitest';
import { tooNewForRelease } from '../../src/adapters/too-new-for-release.js';
import { onnx } from '../../src/onnx/proto/onnx.js';

/** A release that knows versions up to these. */
const release = (ir: number, opset: number) => async (bytes: Uint8Array) => {
  const { irVersion, opsetImport } = onnx.ModelProto.decode(bytes);
  return Number(irVersion) <= ir && Number(opsetImport[0]?.version) <= opset;
};

test.each([
  [10, 21, null],
  [11, 21, 'IR version 11 is newer than this release knows'],
  [10, 22, 'opset 22 is newer than this release knows'],
  [11, 22, 'IR version 11 is newer than this release knows'],
])('IR version %i and opset %i for a release that knows 10 and 21: %j', async (irVersion, opset, words) => {
  expect(await tooNewForRelease({ irVersion, opsets: { 'ai.onnx': opset } }, release(10, 21))).toBe(words);
});

test('a file without operators of ONNX has no operator set that could be too new', async () => {
  expect(await tooNewForRelease({ irVersion: 10, opsets: { 'ai.onnx.ml': 99 } }, release(10, 21))).toBeNull();
});
