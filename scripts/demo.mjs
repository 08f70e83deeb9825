// `npm run demo`: the gate over real networks, in a folder of its own.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

try {
  const { developmentModels } = await import('./development-models.mjs');
  if (!existsSync('lib/bin/cli.js')) spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
  const models = await developmentModels();
  mkdirSync('.demo', { recursive: true });
  cpSync(models, join('.demo', 'models'), { recursive: true });
  cpSync('examples/demo/portability.yml', join('.demo', 'portability.yml'));
  const { status } = spawnSync(
    process.execPath,
    [
      join('..', 'lib', 'bin', 'cli.js'),
      'run',
      '--html',
      'report.html',
      '--json',
      'results.json',
      ...process.argv.slice(2),
    ],
    {
      cwd: '.demo',
      stdio: 'inherit',
    },
  );
  // The demo has a column that drifts on processors with bfloat16: exit code 1 is what it shows.
  process.exitCode = status === 1 ? 0 : (status ?? 3);
  console.error('\nThe full report is .demo/report.html, the data .demo/results.json.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 3;
}
