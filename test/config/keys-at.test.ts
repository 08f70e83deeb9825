import { expect, test } from 'vitest';
import { z } from 'zod';
import { keysAt } from '../../src/config/keys-at.js';

const schema = z.strictObject({
  list: z
    .array(z.union([z.string(), z.strictObject({ a: z.number() }), z.strictObject({ b: z.number(), a: z.string() })]))
    .optional(),
  named: z.record(z.string(), z.strictObject({ c: z.number().nullable() })).default({}),
  inner: z.strictObject({ d: z.string().transform(Number) }).prefault({ d: '' }),
  piped: z.strictObject({ e: z.string() }).transform(({ e }) => e),
});

test.each([
  [[], ['list', 'named', 'inner', 'piped']],
  [['list'], []],
  [
    ['list', 3],
    ['a', 'b'],
  ],
  [['named'], []],
  [['named', 'anything'], ['c']],
  [['inner'], ['d']],
  [['piped'], ['e']],
  [['nothing', 'here'], []],
])('at %j the keys are %j', (path, keys) => {
  expect(keysAt(schema, path)).toEqual(keys);
});
