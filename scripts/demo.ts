// `npm run demo`: the gate on real networks, in a folder of its own; `-- --prepare` makes the folder and stops.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { messageOf } from '../src/errors.js';
import { buildLib } from './build/lib.js';
import { demoRepository } from './demo/repository.js';
import { developmentModels } from './development-models.js';

const FOLDER = '.demo';
const REPORTS = ['--html', 'report.html', '--json', 'results.json', '--markdown', 'comment.md'];

function runGate(options: readonly string[]): void {
  const args = [resolve('lib/bin/cli.js'), 'run', '--all', ...REPORTS, ...options];
  const { status } = spawnSync(process.execPath, args, { cwd: FOLDER, stdio: 'inherit' });
  console.error('\nFull report: .demo/report.html. Comment: .demo/comment.md. Data: .demo/results.json.');
  // The demo has faults on purpose, so exit code 1 is a success.
  process.exitCode = status === 1 ? 0 : (status ?? 3);
}

try {
  buildLib();
  demoRepository(FOLDER, await developmentModels());
  if (!process.argv.includes('--prepare')) runGate(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
