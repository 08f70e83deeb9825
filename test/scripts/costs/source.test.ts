import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costsSource } from '../../../scripts/costs/source.js';
import { COSTS } from '../../../src/adapters/costs.generated.js';
import { findConverters } from '../../../src/adapters/find-converters.js';
import { findRuntimes } from '../../../src/adapters/find-runtimes.js';

const SOURCES = { assets: 'src', cwd: '.' };

test('what is known of the adapters there are is the committed file', async () => {
  const adapters = [...(await findRuntimes(SOURCES, [])), ...(await findConverters(SOURCES, []))];
  const text = costsSource(adapters, new Map(Object.entries(COSTS).reverse()));
  expect(text).toBe(readFileSync('src/adapters/costs.generated.ts', 'utf8'));
});

test('an adapter that is gone leaves nothing behind', () => {
  const cost = { downloadBytes: 1, diskBytes: 2, installSeconds: 3.5, importSeconds: 4 };
  const text = costsSource(
    [{ id: 'here' }],
    new Map([
      ['here', cost],
      ['gone', cost],
    ]),
  );
  expect(text).toContain("  'here': { downloadBytes: 1, diskBytes: 2, installSeconds: 3.5, importSeconds: 4 },\n};\n");
  expect(text).not.toContain('gone');
});
