import { expect, test } from 'vitest';
import { z } from 'zod';
import { configurationKeys } from '../../../scripts/generate/configuration-keys.js';

const schema = z.strictObject({
  seed: z.int().default(0).describe('A seed'),
  mode: z.enum(['fast', 'exact']).optional(),
  items: z.array(z.union([z.string(), z.strictObject({ id: z.string() })])).optional(),
  dims: z.record(z.string(), z.strictObject({ size: z.union([z.literal('all'), z.number()]) })).optional(),
  tolerance: z.strictObject({ atol: z.number() }).optional(),
});

test('every key has its path, type, default and meaning', () => {
  expect(configurationKeys(z.toJSONSchema(schema, { io: 'input' }))).toEqual([
    ['`seed`', 'integer', '`0`', 'A seed'],
    ['`mode`', '`fast`, `exact`', '', ''],
    ['`items`', 'list of (string or keys)', '', ''],
    ['`items[].id`', 'string', '', ''],
    ['`dims`', 'map', '', ''],
    ['`dims.<name>.size`', '`all` or number', '', ''],
    ['`tolerance`', 'keys', '', ''],
    ['`tolerance.atol`', 'number', '', ''],
  ]);
});

test('the keys of a tolerance are described once', () => {
  const nested = z.strictObject({ model: z.strictObject({ tolerance: z.strictObject({ atol: z.number() }) }) });
  expect(configurationKeys(z.toJSONSchema(nested)).map(([key]) => key)).toEqual(['`model`', '`model.tolerance`']);
});
