// `tsx scripts/ruff.ts`, part of `npm run lint`: checks the Python files against ruff.toml; with --fix, part of `npm run
// format`, it also fixes and formats them.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/errors.js';
import { installedRuff } from './ruff/installed-ruff.js';

const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } });
try {
  const ruff = installedRuff('.cache');
  const passes = (...args: readonly string[]) => spawnSync(ruff, args, { stdio: 'inherit' }).status === 0;
  const checked = values.fix ? passes('check', '--fix') : passes('check');
  const formatted = values.fix ? passes('format') : passes('format', '--check');
  process.exitCode = checked && formatted ? 0 : 1;
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
