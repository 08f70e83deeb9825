import { expect, test } from 'vitest';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor, type Values } from '../../src/tensor/tensor.js';
import { outputDefect } from '../../src/trial/output-defect.js';

const of = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const NAN = Number.NaN;

test.each<[string, Values, string | null]>([
  ['numbers', { y: of(1, 2) }, null],
  ['some NaN', { y: of(NAN, 2) }, null],
  ['one output of NaN only', { y: of(1, 2), z: of(NAN, NAN) }, 'nan'],
  ['nothing', { y: of() }, 'empty'],
  ['one empty output', { y: of(), z: of(1, 2) }, null],
  ['one value throughout', { y: of(3, 3, 3) }, 'constant'],
  ['a single number', { y: of(3) }, null],
  ['constant beside others', { y: of(3, 3), z: of(1, 2) }, null],
  ['a list of NaN', { y: { kind: 'sequence', items: [of(1, 2), of(NAN)] } }, 'nan'],
  ['integers alone', { y: tensor('int8', [2], new Uint8Array(2)) }, null],
  ['no outputs', {}, 'empty'],
])('%s', (_, outputs, kind) => {
  expect(outputDefect(outputs)?.kind ?? null).toBe(kind);
});
