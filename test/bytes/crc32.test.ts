import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32, crc32ByTable } from '../../src/bytes/crc32.js';

test.each([crc32, crc32ByTable])('the check value of the polynomial', (checksum) => {
  expect(checksum(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(checksum(new Uint8Array())).toBe(0);
});

test('both ways agree, at once and piece by piece', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      const both = crc32(Buffer.concat([first, second]));
      expect(crc32ByTable(Buffer.concat([first, second]))).toBe(both);
      expect(crc32ByTable(second, crc32ByTable(first))).toBe(both);
      expect(crc32(second, crc32(first))).toBe(both);
    }),
  );
});
