import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fittingPart } from '../../src/config/fitting-part.js';

const entry = z.strictObject({
  path: z.string(),
  size: z.int().optional(),
  parts: z.array(z.strictObject({ a: z.int() })).optional(),
});
const schema = z.strictObject({
  entries: z
    .array(z.union([z.string(), entry]))
    .min(1)
    .optional(),
  seed: z.int().default(0),
});

test.each([
  ['an unknown key at the top', { sede: 1, seed: 2 }, { seed: 2 }, [['sede']]],
  ['a value', { seed: 'x', entries: ['a'] }, { seed: 0, entries: ['a'] }, [['seed']]],
  [
    'a key of an entry',
    { entries: [{ path: 'a', siz: 1, size: 2 }] },
    { entries: [{ path: 'a', size: 2 }] },
    [['entries', 0, 'siz']],
  ],
  [
    'a value of an entry',
    { entries: [{ path: 'a', size: 'x' }] },
    { entries: [{ path: 'a' }] },
    [['entries', 0, 'size']],
  ],
  ['an entry that lacks a key', { entries: [{ size: 1 }, 'b'] }, { entries: ['b'] }, [['entries', 0]]],
  [
    'entries that are of another kind',
    { entries: [1, 'b', 2, { path: 3 }] },
    { entries: ['b'] },
    [
      ['entries', 3, 'path'],
      ['entries', 2],
      ['entries', 0],
      ['entries', 3],
    ],
  ],
  [
    'an unknown key deep in an entry',
    { entries: [{ path: 'a', parts: [{ a: 1, b: 2 }] }] },
    { entries: [{ path: 'a', parts: [{ a: 1 }] }] },
    [['entries', 0, 'parts', 0, 'b']],
  ],
  ['an element deep in an entry', { entries: [{ path: 'a', parts: [3] }, 'b'] }, { entries: ['b'] }, [['entries', 0]]],
  ['a list of which nothing is left', { entries: [1] }, {}, [['entries', 0], ['entries']]],
])('takes out %s', (_, data, config, removed) => {
  const part = fittingPart(data, schema);
  expect(part?.config).toEqual({ seed: 0, ...config });
  expect(part?.removed).toEqual(removed);
});

test('remaining entries keep their places', () => {
  const part = fittingPart({ entries: [1, 'b', 2, 'd'] }, schema);
  expect(part?.positions.get('entries')).toEqual([1, 3]);
});

test.each([[[]], ['text'], [null], [3]])('nothing is left of %j', (data) => {
  expect(fittingPart(data, schema)).toBeNull();
});

test('the document itself stays as it is', () => {
  const data = { sede: 1, entries: [1, 'b'] };
  fittingPart(data, schema);
  expect(data).toEqual({ sede: 1, entries: [1, 'b'] });
});

test('whatever is wrong, it ends', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('any'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('path', 'size', 'parts', 'a', 'x'), tie('any'), { maxKeys: 2 }),
    ),
  })).any;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('entries', 'seed', 'x', '__proto__'), value), (data) => {
      expect(schema.safeParse(fittingPart(data, schema)?.config ?? {}).success).toBe(true);
    }),
  );
});
