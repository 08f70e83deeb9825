import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { convolutionsSection } from '../../../scripts/convolutions/document.js';
import { studyConvolutions } from '../../../scripts/convolutions/study.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

test('a convolution on the embedded runtimes is within a few roundings of float64', async () => {
  const folder = scratchWith();
  for (const name of ['scratch', 'repository']) mkdirSync(join(folder, name));
  const host = { ...hostIn(folder, { assets: resolve('lib') }), cwd: join(folder, 'repository') };
  const columns = ['onnxruntime-node', 'onnxruntime-web'];
  const study = await studyConvolutions([{ kernel: 3, channels: 4, rows: 5 }], columns, host);
  const [{ roundings }] = study.results as [(typeof study.results)[0]];
  expect([...roundings.keys()]).toEqual(columns);
  for (const { rms, largest } of roundings.values()) {
    expect(rms).toBeGreaterThan(0);
    expect(rms).toBeLessThan(5);
    expect(largest).toBeGreaterThanOrEqual(rms);
  }
  expect(convolutionsSection(study)).toContain('| 3×3, 4 channels, 5 rows |');
});
