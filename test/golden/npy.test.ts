import fc from 'fast-check';
import { expect, test } from 'vitest';
import { npyDescr, readNpy, writeNpy } from '../../src/golden/npy.js';
import { storageOf } from '../../src/tensor/elements.js';
import { stringTensor, type Tensor, tensor } from '../../src/tensor/tensor.js';
import { PACKED, packedTensors, plain, stringTensors } from '../tensor/arbitrary-tensor.js';
import { numpyFile } from './fixtures/fixture.js';

const writable = PACKED.filter((dtype) => npyDescr(dtype) !== null);

test('tensors of all dtypes that numpy names come back', () => {
  fc.assert(
    fc.property(packedTensors(writable), (written) => {
      expect(plain(readNpy(writeNpy(written)))).toEqual(plain(written));
    }),
  );
  expect(PACKED.filter((dtype) => !writable.includes(dtype))).toEqual([
    'bfloat16',
    'float8_e4m3fn',
    'float8_e4m3fnuz',
    'float8_e5m2',
    'float8_e5m2fnuz',
    'int4',
    'uint4',
  ]);
});

test('strings of any characters come back', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((string) => !string.endsWith('\0'));
  fc.assert(
    fc.property(stringTensors(text), (written) => {
      expect(readNpy(writeNpy(written))).toEqual(written);
    }),
  );
});

test('strings that numpy would change are refused when writing', () => {
  expect(() => writeNpy(stringTensor([1], ['a\0']))).toThrow('NUL');
  expect(() => writeNpy(stringTensor([1], ['\ud800']))).toThrow('surrogate');
});

const elements = (value: Tensor) => (value.dtype === 'string' ? value.strings : [...storageOf(value)]);
test.each([
  ['float32-fortran', 'float32', [2, 3], [0, 1, 2, 3, 4, 5]],
  ['float32-big-endian', 'float32', [3], [0, 1, 2]],
  ['int64-scalar', 'int64', [], [-(2n ** 62n)]],
  ['bool', 'bool', [1, 2], [1, 0]],
  ['float16-version-2', 'float16', [2], [0x3e00, 0xc000]],
  ['complex64', 'complex64', [1], [1, 2]],
  ['complex128-big-endian', 'complex128', [1], [1, 2]],
  ['text', 'string', [3], ['héllo', '', '😀']],
  ['text-big-endian', 'string', [2], ['ab', 'c']],
  ['text-fortran', 'string', [2, 2], ['a', 'bb', 'c', 'dd']],
  ['bytes', 'string', [2], ['hé', 'x']],
  ['empty', 'uint16', [0, 3], []],
] as const)('numpy’s %s is read', (name, dtype, shape, expected) => {
  const value = readNpy(numpyFile(name));
  expect(value).toMatchObject({ dtype, shape });
  expect(elements(value)).toEqual(expected);
});

test.each([
  ['bfloat16', 'bfloat16', [0x3fc0, 0xc000]],
  ['float8-e4m3fn', 'float8_e4m3fn', [0x3c, 0xc0]],
  ['float8-e5m2', 'float8_e5m2', [0x3e, 0xc0]],
  ['int4', 'int4', [0xe1, 0x07]],
] as const)('numpy’s %s is read as what the signature says, and not without it', (name, dtype, expected) => {
  expect(elements(readNpy(numpyFile(name), dtype))).toEqual(expected);
  expect(() => readNpy(numpyFile(name))).toThrow('is ambiguous');
  expect(() => readNpy(numpyFile(name), 'float32')).toThrow('is ambiguous');
});

test('a descriptor that names its type needs no signature', () => {
  const file = header("{'descr': 'bfloat16', 'fortran_order': False, 'shape': (2,), }", 4);
  expect(readNpy(file)).toMatchObject({ dtype: 'bfloat16', shape: [2] });
});

test.each([
  ['object', 'holds an object array'],
  ['structured-version-3', 'holds a structured array'],
  ['datetime', 'numpy dtype "<M8[s]" is not supported'],
  ['longdouble', 'numpy dtype "<f16" is not supported'],
] as const)('numpy’s %s is refused', (name, message) => {
  expect(() => readNpy(numpyFile(name))).toThrow(message);
});

function header(text: string, dataBytes = 0, version = 1): Uint8Array {
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length & 255, text.length >> 8]);
  return Buffer.concat([start, Buffer.from(text), Buffer.alloc(dataBytes)]);
}
const dictionary = (shape: string, descr = '<f4') =>
  `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
test.each([
  ['other bytes', Buffer.from('PK\x03\x04 and so on'), 'its first bytes are wrong'],
  ['version 4', header(dictionary('(1,)'), 4, 4), 'version 4'],
  ['a cut header', header(dictionary('(1,)')).subarray(0, 20), 'truncated in the .npy header'],
  ['too few bytes', header(dictionary('(2,)'), 7), 'float32[2] needs 8 bytes, the file has 7'],
  ['too many bytes', header(dictionary('(2,)'), 9), 'needs 8 bytes, the file has 9'],
  ['a shape beyond counting', header(dictionary('(9999999999, 9999999999, 9999999999)')), 'needs'],
  ['a negative size', header(dictionary('(-1,)')), 'not the dictionary'],
  ['a call', header(dictionary('__import__("os")')), 'not the dictionary'],
  ['no descr', header("{'fortran_order': False, 'shape': (), }"), 'not the dictionary'],
  ['bytes that are no UTF-8', Buffer.concat([header(dictionary('(1,)', '|S1')), Buffer.of(0xff)]), 'not UTF-8'],
  ['not a character', Buffer.concat([header(dictionary('(1,)', '<U1')), Buffer.of(0, 0xd8, 0, 0)]), 'not a character'],
])('%s: refused', (_, bytes, message) => {
  expect(() => readNpy(bytes)).toThrow(message);
});

test('only Malformed comes out of random damage', () => {
  const good = writeNpy(tensor('float32', [2], new Uint8Array(8)));
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }), (index, byte) => {
      const damaged = good.slice();
      damaged[index] = byte;
      try {
        readNpy(damaged);
      } catch (error) {
        expect(error).toMatchObject({ name: 'Malformed' });
      }
    }),
    { numRuns: 500 },
  );
});
