import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedSchema } from '../../src/bin/published-schema.js';
import { UserError } from '../../src/errors.js';

test.each(readdirSync('schema'))('%s is printed as it is published', async (file) => {
  expect(await publishedSchema('schema', file.replace('.schema.json', ''))).toBe(
    readFileSync(join('schema', file), 'utf8'),
  );
});

test('without a name, all are listed with what they are of', async () => {
  expect(await publishedSchema('schema', undefined)).toBe(
    [
      'config   Configuration of the Model Portability Gate',
      'lock     Baseline of the Model Portability Gate',
      'results  Results of the Model Portability Gate',
      '',
    ].join('\n'),
  );
});

test.each(['result', '../package', ''])('%j has none, and the message says which have', async (name) => {
  const found = publishedSchema('schema', name);
  await expect(found).rejects.toThrow(UserError);
  await expect(found).rejects.toThrow(/choose one of config, lock, results/);
});
