import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFaults } from '../../../scripts/lock/locks.js';
import { wantedLocks } from '../../../scripts/lock/wanted-locks.js';

const LOCKS = 'src/adapters/locks';

test('the committed locks belong to the adapters', async () => {
  const present = readdirSync(LOCKS).map((name) => [name, readFileSync(join(LOCKS, name), 'utf8')] as const);
  expect(present.length).toBeGreaterThan(20);
  expect(lockFaults(await wantedLocks(), new Map(present))).toEqual([]);
});
