/** Whatever a file contains, comparing it ends with a value. */
import { expect, test } from 'vitest';
import { diffModels } from '../../src/model-diff/diff-models.js';
import { temporaryFolder, writeBytes, writeModel } from '../onnx/model-files.js';
import { fileOf, IMAGE, TEXT } from './two-networks.js';

const folder = temporaryFolder;

test.each([
  ['image', IMAGE],
  ['text', TEXT],
])('bytes of the %s network overwritten', (_, spec) => {
  const place = folder();
  const good = fileOf(spec);
  const path = writeBytes(good, 'good.onnx', place);
  // Steps without a common factor with anything in the file: the same places every time, spread over all of it.
  for (let round = 0; round < 150; round++) {
    const bytes = Uint8Array.from(good);
    for (let at = (round * 7919) % 997; at < bytes.length; at += 1009 + 61 * round)
      bytes[at] = (round * 31 + at) & 0xff;
    const found = diffModels(path, writeBytes(bytes, `damaged-${round}.onnx`, place));
    expect('fault' in found || found.changes.length <= 50).toBe(true);
  }
});

test('graphs that no runtime would load', () => {
  const place = folder();
  const node = (input: string, output: string) => ({ opType: 'Relu', input: [input], output: [output] });
  const port = (name: string) => ({ name, type: { tensorType: { elemType: 1 } } });
  const model = (graph: object) => ({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: { input: [port('x')], output: [port('y')], ...graph },
  });
  const circle = writeModel(model({ node: [node('b', 'a'), node('a', 'b'), node('b', 'y')] }), 'circle.onnx', place);
  const backwards = writeModel(model({ node: [node('a', 'y'), node('x', 'a')] }), 'backwards.onnx', place);
  const huge = writeModel(
    model({
      node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
      initializer: [{ name: 'w', dims: [2 ** 40, 2 ** 40], dataType: 1, rawData: new Uint8Array(4) }],
    }),
    'huge.onnx',
    place,
  );
  for (const a of [circle, backwards, huge])
    for (const b of [circle, backwards, huge]) expect(diffModels(a, b)).toHaveProperty('changes');
});
