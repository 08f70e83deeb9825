import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onLines } from '../../src/worker/lines.js';

async function linesOf(chunks: readonly Uint8Array[], limit = 1000) {
  const stream = new PassThrough();
  const lines: string[] = [];
  let tooLong = 0;
  onLines(stream, limit, { line: (text) => lines.push(text), tooLong: () => tooLong++ });
  for (const chunk of chunks) stream.write(chunk);
  await new Promise((resolve) => stream.end(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  return { lines, tooLong };
}

test('cuts at line feeds only, wherever the chunks end', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'ü', '\u2028', '\r', '🙂', '') });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.integer({ min: 1, max: 7 }), async (lines, size) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(await linesOf(chunks)).toEqual({ lines, tooLong: 0 });
    }),
  );
});

test('what is not finished is no line', async () => {
  expect((await linesOf([Buffer.from('a\nb')])).lines).toEqual(['a']);
});

test('a line beyond the limit ends it all, once', async () => {
  const flood = Array.from({ length: 10 }, () => Buffer.alloc(400, 'x'));
  expect(await linesOf([Buffer.from('ok\n'), ...flood, Buffer.from('\nlate\n')])).toEqual({
    lines: ['ok'],
    tooLong: 1,
  });
});
