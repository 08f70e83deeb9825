import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { redactOutputs } from '../../src/shards/redact-outputs.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';

const TOKEN = `ghs_${'aB3'.repeat(12)}`;

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('text that looks like a token, and what is known, is removed; numbers stay', async () => {
  const folder = await freshFolder();
  const place = join(folder, 'outputs', 'model', '0');
  const numbers = tensor('uint8', [2], Uint8Array.of(1, 2));
  await writeValues(place, { said: stringTensor([2], [`it is ${TOKEN}`, 'my "password"']), numbers });
  expect(await redactOutputs(folder, [undefined, '"password"'])).toBe(2);
  expect(await readValues(place)).toEqual({
    said: stringTensor([2], ['it is [secret removed]', 'my [secret removed]']),
    numbers,
  });
  expect(await redactOutputs(folder, ['"password"'])).toBe(0);
});

test('a part without outputs has nothing to remove', async () => {
  expect(await redactOutputs(await freshFolder(), [])).toBe(0);
});
