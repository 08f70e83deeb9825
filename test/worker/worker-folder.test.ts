import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WorkerFolder } from '../../src/worker/worker-folder.js';
import { freshFolder } from '../environments/host.js';

async function workerFolder(): Promise<WorkerFolder> {
  const folder = WorkerFolder.create(await freshFolder(), false);
  onTestFinished(() => folder.remove());
  return folder;
}

/** Folders in folders, further than any path leads. */
function bury(folder: string): void {
  const chain = Array<string>(10).fill('d'.repeat(200));
  for (let turn = 0; turn < 3; turn += 1) {
    const next = join(folder, `next-${turn}`);
    mkdirSync(join(next, ...chain), { recursive: true });
    if (turn > 0) renameSync(join(folder, `next-${turn - 1}`), join(next, ...chain, 'deeper'));
  }
}

test('folders that are too deep for a path are too much, and go with it', async () => {
  const folder = await workerFolder();
  expect(folder.overfull()).toBeNull();
  bury(folder.home);
  mkdirSync(join(folder.made, ...Array<string>(70).fill('d')), { recursive: true });
  expect(folder.overfull()).toBe('wrote folders deeper than 64 levels');
  await folder.remove();
  expect(existsSync(folder.home)).toBe(false);
});

test('what it cannot look at is no error', async () => {
  const folder = await workerFolder();
  bury(folder.home);
  mkdirSync(join(folder.made, 'closed'));
  writeFileSync(join(folder.made, 'closed', 'file'), '');
  chmodSync(join(folder.made, 'closed'), 0o400);
  expect(() => folder.overfull()).not.toThrow();
});
