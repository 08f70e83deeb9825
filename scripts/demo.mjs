// `npm run demo`: the gate over real networks, in a folder of its own.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One second of a sung A: random noise has no pitch to find. */
async function writeTone(path) {
  const { writeNpy } = await import('../lib/golden/npy.js');
  const wave = Float32Array.from({ length: 16000 }, (_, i) =>
    [1, 2, 3].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 220 * k * i) / 16000) / (2 * k), 0),
  );
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, writeNpy({ kind: 'tensor', dtype: 'float32', shape: [1, 16000], bytes: new Uint8Array(wave.buffer) }));
}

try {
  const { developmentModels } = await import('./development-models.mjs');
  if (!existsSync('lib/bin/cli.js')) spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
  const models = await developmentModels();
  mkdirSync('.demo', { recursive: true });
  cpSync(models, join('.demo', 'models'), { recursive: true });
  cpSync('examples/demo/portability.yml', join('.demo', 'portability.yml'));
  await writeTone(join('.demo', 'inputs', 'tone.npy'));
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
