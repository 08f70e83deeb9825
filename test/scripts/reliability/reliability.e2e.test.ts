/** A short run of `npm run reliability`. */
import { expect, test } from 'vitest';
import { damagedFiles } from '../../../scripts/reliability/damaged-files.js';
import { soak } from '../../../scripts/reliability/soak.js';

const CLEAN = { lost: 0, hung: 0, internal: 0 };

test('damaged models and golden cases: every cell has a result', async () => {
  for (const { files, account } of await damagedFiles(20, ['onnxruntime-node', 'onnxruntime-web']))
    expect(account).toMatchObject({ ...CLEAN, cells: expect.toSatisfy((cells: number) => cells >= files) });
});

test.skipIf(process.platform !== 'linux')(
  'workers that go wrong: all accounted for, nothing left running',
  async () => {
    const { account, left } = await soak(12);
    expect(account).toMatchObject({ ...CLEAN, cells: 12 });
    expect(left).toBe(0);
  },
);
