import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deliverResults, deliveryName } from '../../src/bin/deliver.js';
import type { RunOfResults } from '../../src/results/schema.js';
import { stringTensor } from '../../src/tensor/tensor.js';
import { writeValues } from '../../src/values/value-folder.js';
import { fiveByFive } from '../report/five-by-five.js';

const TOKEN = `ghs_${'aB3'.repeat(12)}`;

test('a part delivers neither results nor outputs with what looks like a token, and says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const values = join(folder, 'outputs', 'model', '0');
  await writeValues(values, { said: stringTensor([1], [TOKEN]) });
  const repro = join(folder, 'repro', 'net-mnn-3');
  await mkdir(repro, { recursive: true });
  await writeFile(join(repro, 'README.md'), `it says ${TOKEN}`);
  const results = fiveByFive();
  const cells = results.cells.map((cell) => ({ ...cell, reason: `it said ${TOKEN}` }));
  const warnings: string[] = [];
  await deliverResults({ results: { ...results, cells } }, folder, { warn: (text) => warnings.push(text) });
  const delivered = [join(folder, 'results.json'), join(values, 'values.json'), join(repro, 'README.md')];
  for (const path of delivered) {
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(TOKEN);
    expect(text).toContain('[secret removed]');
  }
  expect(warnings).toEqual([expect.stringContaining(`${cells.length + 2} texts`)]);
});

test('parts of several matrices in one run have artifacts of different names, which GitHub takes', () => {
  const shard = { platform: 'linux-x64', index: 2, of: 4, models: ['m'], runtimes: ['r'], seconds: 1 };
  const nameIn = (run: Partial<RunOfResults>) =>
    deliveryName({
      part: {
        ...{ shard, attempt: 3 },
        whole: {
          ...{ digest: 'd', shards: [shard], models: [], runtimes: [], failOn: 'drift', comment: 'never' },
          run: { config: null, baseline: 'portability.lock.json', ...run },
        },
      },
    });
  expect(nameIn({})).toBe('portability-shard-linux-x64-2-of-4-attempt-3');
  expect(nameIn({ config: '.github/portability.yml' })).toBe(nameIn({}));
  const others = [
    nameIn({ folder: 'services/eyes' }),
    nameIn({ folder: 'services/ears' }),
    nameIn({ config: 'ci/a b.yml' }),
  ];
  expect(new Set(others).size).toBe(3);
  for (const name of others) expect(name).toMatch(/^portability-shard-[0-9a-f]{8}-linux-x64-2-of-4-attempt-3$/);
});
