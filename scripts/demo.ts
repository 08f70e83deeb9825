// `npm run demo`: the gate on real networks, in a folder of its own.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { messageOf } from '../src/errors.js';
import { buildLib } from './build/lib.js';
import { demoRepository } from './demo/repository.js';
import { developmentModels } from './development-models.js';

const FOLDER = '.demo';
const REPORTS = ['--html', 'report.html', '--json', 'results.json', '--markdown', 'comment.md'];

try {
  buildLib();
  demoRepository(FOLDER, await developmentModels());
  const args = [resolve('lib/bin/cli.js'), 'run', '--all', ...REPORTS, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: FOLDER, stdio: 'inherit' });
  console.error('\nFull report: .demo/report.html. Comment: .demo/comment.md. Data: .demo/results.json.');
  // The demo has a column that drifts on processors with bfloat16, so exit code 1 is a success.
  process.exitCode = status === 1 ? 0 : (status ?? 3);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 3;
}
