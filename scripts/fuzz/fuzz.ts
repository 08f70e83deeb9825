import { spawnSync } from 'node:child_process';
import { formatCount } from '../../src/number-format.js';

export interface Fuzzing {
  readonly files: readonly string[];
  readonly minutes: number;
  /** Of the first round; each round has the next one. */
  readonly seed: number;
  readonly rounds: number;
}

/** Runs the tests of the files once a seed; ends with the first that fails, of which it shows everything. */
export function fuzz({ files, minutes, seed, rounds }: Fuzzing): boolean {
  const until = Date.now() + minutes * 60_000;
  let round = 0;
  for (; round < rounds && Date.now() < until; round++) {
    const own = seed + round;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--reporter=dot', ...files],
      { env: { ...process.env, PROPERTY_SEED: String(own), NO_COLOR: '1' }, encoding: 'utf8' },
    );
    if (status !== 0) {
      process.stdout.write(`${stdout}${stderr}\nseed ${own} fails\n`);
      return false;
    }
    process.stdout.write(`seed ${own}: ${/Tests .*/.exec(stdout)?.[0].trim() ?? ''}\n`);
  }
  process.stdout.write(`${formatCount(round, 'round')} over ${formatCount(files.length, 'file')}, 0 failures\n`);
  return true;
}
