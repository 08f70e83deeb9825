import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readGraphs } from '../../src/locate/read-graphs.js';
import { onnx } from '../../src/onnx/proto/onnx.js';

test('one file is read once, another one too, and what is no ONNX is said', () => {
  const folder = mkdtempSync(join(tmpdir(), 'graphs-'));
  const paths = ['one', 'two'].map((name) => {
    const path = join(folder, `${name}.onnx`);
    writeFileSync(path, onnx.ModelProto.encode({ graph: { name } }).finish());
    return { path };
  });
  const broken = { path: join(folder, 'broken.onnx') };
  writeFileSync(broken.path, Uint8Array.of(0xff, 0xff));
  const [one = broken, two = broken] = paths;
  const same = readGraphs(one, one);
  expect('why' in same ? same : same.right === same.other).toBe(true);
  expect(readGraphs(one, two)).toMatchObject({ right: { graph: { name: 'one' } }, other: { graph: { name: 'two' } } });
  expect(readGraphs(one, broken)).toEqual({ why: 'the ONNX cannot be read' });
});
