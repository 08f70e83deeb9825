import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyAssets } from '../../../scripts/build/copy-assets.js';
import { vendorPackage } from '../../../scripts/build/vendor-package.js';
import { scratchWith } from '../scratch.js';

test('what workers run is copied, what is compiled is not', () => {
  const target = scratchWith();
  copyAssets(target);
  for (const path of ['worker/harness.py', 'adapters/runtimes/onnxruntime.py', 'adapters/locks/uv.txt'])
    expect(readFileSync(join(target, path)), path).toEqual(readFileSync(join('src', path)));
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' });
  expect(files.filter((path) => path.endsWith('.ts'))).toEqual([]);
});

test('a package is cut down to what is asked for, and loads as CommonJS', () => {
  const target = scratchWith();
  vendorPackage(target, 'onnxruntime-common', 'dist/cjs/index.js', ['dist/cjs/env.js']);
  const folder = join(target, 'node_modules', 'onnxruntime-common');
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual({
    name: 'onnxruntime-common',
    version: expect.stringMatching(/^\d/),
    license: 'MIT',
    type: 'commonjs',
    main: 'dist/cjs/index.js',
  });
  expect(existsSync(join(folder, 'dist/cjs/env.js'))).toBe(true);
  expect(readdirSync(join(folder, 'dist/cjs'))).toEqual(['env.js', 'index.js']);
});
