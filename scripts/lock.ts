// `npm run lock -- [ids…]`: writes src/adapters/locks from the pins in the adapters' headers, with uv and npm and whatever
// package index the user has set. With ids, only the locks of these adapters are written and the others keep their
// versions. --check writes nothing and fails when locks and adapters do not match.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chosenLocks, lockFaults } from './lock/locks.js';
import { wantedLocks } from './lock/wanted-locks.js';

const LOCKS = 'src/adapters/locks';

const { values, positionals: ids } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = await wantedLocks();
const present = readdirSync(LOCKS);
if (values.check) {
  const faults = lockFaults(wanted, new Map(present.map((name) => [name, readFileSync(join(LOCKS, name), 'utf8')])));
  for (const fault of faults) console.error(`${LOCKS}: ${fault}`);
  if (faults.length > 0) {
    console.error('Next: npm run lock');
    process.exitCode = 1;
  }
} else {
  const chosen = chosenLocks(wanted, ids);
  const scratch = mkdtempSync(join(tmpdir(), 'locks-'));
  try {
    for (const name of present) if (!wanted.some((lock) => lock.name === name)) rmSync(join(LOCKS, name));
    for (const { name, make } of chosen) writeFileSync(join(LOCKS, name), make(scratch));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
