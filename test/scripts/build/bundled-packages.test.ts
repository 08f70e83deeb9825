import { expect, test } from 'vitest';
import { bundledPackages, statsSchema } from '../../../scripts/build/bundled-packages.js';

test('packages are those of the modules, also of modules that were joined', () => {
  const stats = statsSchema.parse({
    modules: [
      {
        name: './lib/bin/cli.js + 2 modules',
        modules: [{ name: './node_modules/zod/index.js' }, { name: './lib/a.js' }],
      },
      { name: './node_modules/@scope/one/node_modules/zod/index.js' },
      { name: './node_modules/@scope/one/index.js' },
      { name: './node_modules/@vercel/ncc/dist/ncc/@@notfound.js?.' },
      { name: 'external "node:path"' },
      { assets: [] },
    ],
  });
  expect(bundledPackages(stats)).toEqual([
    'node_modules/@scope/one',
    'node_modules/@scope/one/node_modules/zod',
    'node_modules/zod',
  ]);
});
