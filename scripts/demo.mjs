// `npm run demo`: the gate over real networks, in a folder of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const node = (args, options) => spawnSync(process.execPath, args, options).status;

try {
  if (node(['scripts/build.mjs'], { stdio: ['ignore', 2, 2] }) !== 0) throw new Error('the build failed; see above');
  const { demoRepository } = await import('./demo-repository.mjs');
  await demoRepository('.demo');
  const reports = ['--html', 'report.html', '--json', 'results.json', '--markdown', 'comment.md'];
  const status = node([join('..', 'lib', 'bin', 'cli.js'), 'run', ...reports, ...process.argv.slice(2)], {
    cwd: '.demo',
    stdio: 'inherit',
  });
  console.error('\nThe full report is .demo/report.html, the comment .demo/comment.md, the data .demo/results.json.');
  // The demo has a column that drifts on processors with bfloat16: exit code 1 is what it shows.
  process.exitCode = status === 1 ? 0 : (status ?? 3);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 3;
}
