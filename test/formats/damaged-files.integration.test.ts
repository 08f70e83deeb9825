/** Whatever bytes of a model are changed or cut off, reading it ends with a description or a fault, never an exception. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { readSavedModel } from '../../src/formats/savedmodel/saved-model.js';
import { isExportedFunction, readExportedSignature } from '../../src/formats/stablehlo/exported-function.js';
import { readTfliteModel } from '../../src/formats/tflite/tflite-model.js';
import { stablehlo } from '../adapters/fixtures/stablehlo.js';
import { savedModelOneOperator } from '../models/build-saved-model.js';
import { tfliteIdentity } from '../models/build-tflite.js';

const folder = mkdtempSync(join(tmpdir(), 'damaged-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Reader {
  readonly file: string;
  readonly whole: Uint8Array;
  /** Throws nothing but for a mistake of ours. */
  readonly read: (path: string) => unknown;
}

const READERS: readonly Reader[] = [
  { file: 'saved_model.pb', whole: savedModelOneOperator('float32'), read: () => readSavedModel(folder) },
  { file: 'model.tflite', whole: tfliteIdentity('float32'), read: readTfliteModel },
  {
    file: 'net.stablehlo',
    whole: stablehlo('conv'),
    read: (path) => (isExportedFunction(path) ? (readExportedSignature(path) ?? {}) : {}),
  },
];

test.each(READERS)('$file', ({ file, whole, read }) => {
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  // Most of what a reader decides by stands at the start.
  const early = fc.tuple(fc.nat(Math.min(400, whole.length - 1)), fc.nat(255));
  const damage = fc.array(fc.oneof(change, early), { maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.option(fc.nat(whole.length), { freq: 2 }), (changes, length) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of changes) bytes[at] = byte;
      const path = join(folder, file);
      writeFileSync(path, bytes.subarray(0, length ?? whole.length));
      expect(read(path)).toBeTypeOf('object');
    }),
    { numRuns: 1000 },
  );
});
