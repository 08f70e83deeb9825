import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type ByteReader, BytesInMemory } from '../../src/bytes/byte-reader.js';
import { FileWindow, headOf } from '../../src/bytes/file-window.js';
import { Malformed } from '../../src/bytes/malformed.js';
import { readRegularFile } from '../../src/bytes/regular-file.js';

const folder = mkdtempSync(join(tmpdir(), 'window-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = 1 << 16;
/** More than the window keeps, and an end in the middle of a page. */
const SIZE = 70 * PAGE + 77;
const content = Uint8Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 16)) % 251);
const path = join(folder, 'bytes.bin');
writeFileSync(path, content);

function withWindow<T>(use: (file: FileWindow) => T, file = path): T {
  const window = new FileWindow(file);
  try {
    return use(window);
  } finally {
    window.close();
  }
}

test('reads bytes and ranges inside, across and beyond its pages', () => {
  withWindow((file) => {
    expect(file.size).toBe(SIZE);
    for (const position of [0, 5, PAGE - 1, PAGE, SIZE - 1, 3]) expect(file.byteAt(position)).toBe(content[position]);
    for (const [from, length] of [
      [0, 4],
      [PAGE - 2, 4],
      [PAGE - 2, PAGE],
      [10, PAGE + 50],
      [0, SIZE],
      [SIZE - 9, 9],
      [SIZE, 0],
    ] as const)
      expect(file.read(from, length).equals(content.subarray(from, from + length))).toBe(true);
  });
});

const place = fc.oneof(fc.integer({ min: -3, max: SIZE + 3 }), fc.constantFrom(PAGE - 1, PAGE, SIZE - 1, SIZE));
const looks = fc.array(fc.tuple(place, fc.oneof(fc.nat(20), fc.nat(3 * PAGE))), { minLength: 1, maxLength: 80 });

test('whatever is read in whatever order is what the file has there, and nothing behind its end', () => {
  const readers = (use: (reader: ByteReader) => void) => {
    withWindow(use);
    use(new BytesInMemory(content));
  };
  fc.assert(
    fc.property(looks, (all) =>
      readers((reader) => {
        for (const [position, length] of all) {
          const inside = position >= 0 && position + length <= SIZE;
          if (inside)
            expect(Buffer.compare(reader.read(position, length), content.subarray(position, position + length))).toBe(
              0,
            );
          else expect(() => reader.read(position, length)).toThrow(Malformed);
          if (position >= 0 && position < SIZE) expect(reader.byteAt(position)).toBe(content[position]);
          else expect(() => reader.byteAt(position)).toThrow(Malformed);
        }
      }),
    ),
    { numRuns: 60 },
  );
});

test('pages that were given up are read again', () => {
  withWindow((file) => {
    for (let look = 0; look < 3 * 71; look++) {
      const position = (look % 71) * PAGE + look;
      if (position < SIZE) expect(file.byteAt(position)).toBe(content[position]);
    }
  });
});

test('what was read stays as it was read', () => {
  withWindow((file) => {
    const first = file.read(0, 4);
    for (let page = 0; page < 70; page++) file.byteAt(page * PAGE);
    expect(first.equals(content.subarray(0, 4))).toBe(true);
  });
});

test('a length that nobody has is refused before memory is spent on it', () => {
  withWindow((file) => expect(() => file.read(0, 2 ** 50)).toThrow(Malformed));
});

test('a file that becomes shorter is malformed', () => {
  const shrinking = join(folder, 'shrinking.bin');
  writeFileSync(shrinking, content);
  withWindow((file) => {
    truncateSync(shrinking, 10);
    expect(() => file.byteAt(PAGE + 3)).toThrow(Malformed);
    expect(() => file.read(5, 20)).toThrow(Malformed);
    expect(() => file.read(0, 2 * PAGE)).toThrow(Malformed);
  }, shrinking);
});

test('a file that becomes longer keeps the size that it had', () => {
  const growing = join(folder, 'growing.bin');
  writeFileSync(growing, 'abc');
  withWindow((file) => {
    appendFileSync(growing, 'def');
    expect(file.byteAt(2)).toBe(99);
    expect(() => file.byteAt(3)).toThrow(Malformed);
  }, growing);
});

test('the head of a file is what there is of it', () => {
  const short = join(folder, 'short.bin');
  writeFileSync(short, 'abc');
  expect(headOf(short, 64).toString()).toBe('abc');
  expect(headOf(short, 2).toString()).toBe('ab');
});

mkdirSync(join(folder, 'folder'));
test.each([
  ['none', 'does not exist'],
  ['bytes.bin/inner', 'does not exist'],
  ['folder', 'is not a regular file'],
])('%s %s', async (name, message) => {
  expect(() => new FileWindow(join(folder, name))).toThrow(message);
  await expect(readRegularFile(join(folder, name), SIZE)).rejects.toThrow(message);
});

test.skipIf(process.platform === 'win32')('a pipe is refused, not waited for', () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(() => new FileWindow(join(folder, 'pipe'))).toThrow('is not a regular file');
});

test.skipIf(process.platform === 'win32')('links are followed only where they may be', async () => {
  symlinkSync(path, join(folder, 'link'));
  expect(headOf(join(folder, 'link'), 3)).toHaveLength(3);
  expect(() => new FileWindow(join(folder, 'link'), { followLinks: false })).toThrow('is a symbolic link');
  await expect(readRegularFile(join(folder, 'link'), SIZE)).rejects.toThrow('is a symbolic link');
});

test('a whole file is read up to its limit', async () => {
  expect(Buffer.compare(await readRegularFile(path, SIZE), content)).toBe(0);
  await expect(readRegularFile(path, SIZE - 1)).rejects.toThrow(`has ${SIZE} bytes, more than the limit`);
});

test('a file is not read for longer than it may be', () => {
  const window = new FileWindow(path, { seconds: -1 });
  try {
    expect(() => window.byteAt(0)).toThrow('the file takes more than -1 s to read');
    expect(() => window.read(0, SIZE)).toThrow(Malformed);
  } finally {
    window.close();
  }
});
