import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embedOnnxruntimeWeb } from '../../../scripts/build/embed-onnxruntime-web.js';
import { embeddedFolder } from '../../../src/environments/embedded-folder.js';
import { scratchWith } from '../scratch.js';

test('the files that are embedded load by themselves', () => {
  const target = scratchWith();
  expect(embedOnnxruntimeWeb(target)).toEqual(['node_modules/onnxruntime-web', 'node_modules/onnxruntime-common']);
  const folder = embeddedFolder(target, 'onnxruntime-web');
  const require = createRequire(join(folder, 'package.json'));
  expect(require.resolve('onnxruntime-common')).toContain(folder);
  expect(require('onnxruntime-web')).toHaveProperty('InferenceSession');
});
