import { expect, test } from 'vitest';
import { ByteSource } from '../../src/onnx/byte-source.js';
import { MalformedOnnx } from '../../src/onnx/malformed-onnx.js';
import { writeBytes } from './model-files.js';

const SIZE = (2 << 20) + 77;
const content = Uint8Array.from({ length: SIZE }, (_, index) => (index * 31) % 251);

function opened(): ByteSource {
  return new ByteSource(writeBytes(content, 'bytes.bin'));
}

test('reads bytes and ranges inside, across and beyond its window', () => {
  const source = opened();
  expect(source.size).toBe(SIZE);
  for (const position of [0, 5, (1 << 20) - 1, 1 << 20, SIZE - 1, 3])
    expect(source.byteAt(position)).toBe(content[position]);
  for (const [from, length] of [
    [0, 4],
    [(1 << 20) - 2, 4],
    [10, (1 << 20) + 50],
    [SIZE - 9, 9],
    [SIZE, 0],
  ] as const)
    expect(source.read(from, length).equals(content.subarray(from, from + length))).toBe(true);
  source.close();
});

test('says where the file ends', () => {
  const source = opened();
  expect(() => source.byteAt(SIZE)).toThrow(MalformedOnnx);
  expect(() => source.read(SIZE - 3, 4)).toThrow(`the file ends at byte ${SIZE}`);
  expect(() => source.read(0, SIZE + 1)).toThrow(MalformedOnnx);
  source.close();
});
