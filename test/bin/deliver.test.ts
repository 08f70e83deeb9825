import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deliverResults } from '../../src/bin/deliver.js';
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
