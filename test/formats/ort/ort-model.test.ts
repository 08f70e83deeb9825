import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder } from 'flatbuffers';
import { expect, onTestFinished, test } from 'vitest';
import { ORT_IDENTIFIER, readOrtModel } from '../../../src/formats/ort/ort-model.js';

/** A graph whose output is a sequence of sequences, so many deep. */
function nestedSequences(depth: number): Uint8Array {
  const builder = new Builder();
  const table = (fields: Readonly<Record<number, number>>, kind?: number) => {
    builder.startObject(8);
    if (kind !== undefined) builder.addFieldInt8(1, kind, 0);
    for (const [field, offset] of Object.entries(fields)) builder.addFieldOffset(Number(field), offset, 0);
    return builder.endObject();
  };
  const list = (offset: number) => {
    builder.startVector(4, 1, 4);
    builder.addOffset(offset);
    return builder.endVector();
  };
  builder.startObject(1);
  builder.addFieldInt32(0, 1, 0);
  let type = table({ 2: builder.endObject() }, 1);
  for (let level = 0; level < depth; level++) type = table({ 2: table({ 0: type }) }, 2);
  const value = table({ 0: builder.createString('y'), 2: type });
  const graph = table({ 1: list(value), 6: list(builder.createString('y')) });
  builder.finish(table({ 1: table({ 7: graph }) }), ORT_IDENTIFIER);
  return builder.asUint8Array();
}

function read(content: Uint8Array): ReturnType<typeof readOrtModel> {
  const folder = mkdtempSync(join(tmpdir(), 'ort-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'model.ort'), content);
  return readOrtModel(join(folder, 'model.ort'));
}

test('a sequence of tensors', () => {
  expect(read(nestedSequences(1))).toMatchObject({
    signature: { outputs: [{ name: 'y', type: { kind: 'sequence', item: { kind: 'tensor', dtype: 'float32' } } }] },
  });
});

test('types nested without end are a fault', () => {
  expect(read(nestedSequences(50_000))).toMatchObject({
    fault: { what: 'the file is truncated or damaged', why: expect.stringContaining('nested deeper') },
  });
});
