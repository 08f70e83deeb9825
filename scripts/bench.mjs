// `npm run bench`: the gate beside a script written by hand, and the comparer beside numpy. Writes docs/performance.md.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { developmentModels } from './development-models.mjs';

const ROUNDS = 7;
const FOLDER = resolve('.cache', 'bench');
const WORK = join(FOLDER, 'work');
const VENV = join(FOLDER, 'venv');
const CACHE = join(FOLDER, 'gate-cache');
const PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const PACKAGES = ['onnxruntime==1.32.0', 'openvino==2026.4.1'];

function run(command, args, options = {}) {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return (performance.now() - start) / 1000;
}

const script = () => run(PYTHON, [resolve('bench/hand.py'), '.'], { cwd: WORK, env: { ...process.env, CI: 'true' } });
const gate = (...flags) =>
  run(process.execPath, [resolve('lib/bin/cli.js'), 'run', ...flags], {
    cwd: WORK,
    env: { ...process.env, PORTABILITY_CACHE: CACHE },
  });
const installScript = () =>
  run('python3', ['-m', 'venv', '--clear', VENV]) + run(PYTHON, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const s = (seconds) => `${seconds.toFixed(2)} s`;
const x = (ratio) => `${ratio.toFixed(2)}×`;

async function main() {
  console.error('building, fetching models');
  run(process.execPath, ['scripts/build.mjs']);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync(await developmentModels({ all: true }), WORK, { recursive: true });
  cpSync('bench/portability.yml', join(WORK, 'portability.yml'));

  console.error('cold: environments made, noise floors measured');
  const cold = { gate: gate(), script: installScript() + script() };
  console.error(`warm: ${ROUNDS} rounds, in turns`);
  const warm = { gate: [], script: [], ratios: [] };
  for (let round = 0; round < ROUNDS; round++) {
    warm.script.push(script());
    warm.gate.push(gate());
    warm.ratios.push(warm.gate[round] / warm.script[round]);
    console.error(`  ${s(warm.gate[round])} against ${s(warm.script[round])}`);
  }
  const oneAtATime = median([gate('--jobs', '1'), gate('--jobs', '1'), gate('--jobs', '1')]);

  console.error('comparer against numpy');
  const comparer = spawnSync(process.execPath, ['bench/compare.mjs', '--json'], {
    env: { ...process.env, PYTHON },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const numbers = JSON.parse(comparer.stdout);
  writeFileSync('docs/performance.md', page({ cold, warm, oneAtATime, numbers }));
  console.error('wrote docs/performance.md');
}

function page({ cold, warm, oneAtATime, numbers }) {
  const script = median(warm.script);
  return `# Performance

Made by \`npm run bench\` on ${cpus().length} processors (${cpus()[0].model.trim()}). Look at the ratios: seconds belong to the machine.

## The gate beside a script written by hand

\`bench/hand.py\` runs six real networks on ONNX Runtime (not optimised and optimised) and OpenVINO, one after another in one process, and compares with \`numpy.allclose\`. The gate runs the same models on the same two runtimes and makes its reference, each runtime in a worker process of its own without network, and judges in noise ratios.

| | gate | script | ratio |
|---|--:|--:|--:|
| warm, median of ${ROUNDS} | ${s(median(warm.gate))} | ${s(script)} | **${x(median(warm.ratios))}** |
| warm, one worker at a time | ${s(oneAtATime)} | ${s(script)} | ${x(oneAtATime / script)} |
| cold: environments made, noise floors measured | ${s(cold.gate)} | ${s(cold.script)} | ${x(cold.gate / cold.script)} |

Cold, the script's virtual environment is made by pip and the gate's by uv; the packages' archives may be in the caches of both. Cold, the gate also runs every model nine times or more for its noise floor.

## The comparer beside numpy

${numbers.elements.toLocaleString('en')} float32 elements; \`compare\` is on one thread, \`parallel\` on all processors. The comparer measures everything that a report shows in one pass: maximum absolute and relative difference, RMSE, worst index, elements outside the limit, NaN and infinity masks.

\`\`\`json
${JSON.stringify(numbers, null, 2)}
\`\`\`
`;
}

await main();
