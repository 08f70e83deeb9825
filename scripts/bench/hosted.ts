import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bytesBelow } from '../costs/bytes-below.js';
import { markdownTable } from '../markdown-table.js';
import { emptyRepository } from './gate-run.js';
import { mebibytes, seconds } from './measured.js';
import type { Machine } from './page.js';
import { FOLDER } from './python.js';
import { smallNetwork } from './small-network.js';

const ROOT = join(FOLDER, 'hosted');
const WORK = join(ROOT, 'work');
/** What the cache action keeps from one job to the next. */
const KEPT = join(ROOT, 'kept');
const ARCHIVE = join(ROOT, 'kept.tar.gz');
const MODELS = 10;
const RUNTIMES = ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime', 'openvino', 'litert'];

/** Jobs of the built action, each on a machine that has nothing but what it restores. */
export interface HostedBench {
  readonly empty: number;
  /** Of what is kept: unpacked, and as it is uploaded and downloaded. */
  readonly keptBytes: number;
  readonly archiveBytes: number;
  readonly pack: number;
  readonly restore: number;
  readonly oneChanged: number;
  readonly unchanged: number;
}

export function benchHosted(): HostedBench {
  rmSync(ROOT, { recursive: true, force: true });
  emptyRepository(WORK);
  const write = (model: number, seed: number) => writeFileSync(join(WORK, `net-${model}.onnx`), smallNetwork(seed));
  for (let model = 0; model < MODELS; model++) write(model, model);
  const empty = job();
  const keptBytes = bytesBelow(KEPT);
  const pack = timed('tar', ['-C', ROOT, '-czf', ARCHIVE, 'kept']);
  rmSync(KEPT, { recursive: true });
  const restore = timed('tar', ['-C', ROOT, '-xzf', ARCHIVE]);
  const unchanged = job();
  write(0, MODELS);
  const oneChanged = job();
  return { empty, keptBytes, archiveBytes: statSync(ARCHIVE).size, pack, restore, oneChanged, unchanged };
}

/** The action as a step, with everything that an installer keeps for itself thrown away after it. */
function job(): number {
  const temp = join(ROOT, 'temp');
  rmSync(temp, { recursive: true, force: true });
  mkdirSync(temp, { recursive: true });
  spawnSync('git', ['add', '--all'], { cwd: WORK });
  return timed(process.execPath, [resolve('dist/index.js')], {
    ...process.env,
    ...{ HOME: temp, RUNNER_TEMP: temp, UV_CACHE_DIR: join(temp, 'uv'), PORTABILITY_CACHE: KEPT },
    ...{ GITHUB_WORKSPACE: WORK, GITHUB_EVENT_NAME: 'push', GITHUB_REPOSITORY: 'acme/models' },
    ...{ INPUT_RUNTIMES: RUNTIMES.join('\n'), INPUT_UPLOAD: 'never', INPUT_COMMENT: 'never' },
  });
}

function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: WORK, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout.slice(-4000)}${stderr.slice(-4000)}`);
  return (performance.now() - start) / 1000;
}

export function hostedSection(bench: HostedBench, { processors, processor }: Machine): string {
  const rows = [
    ['empty: every environment is installed, every noise floor measured', seconds(bench.empty)],
    ['restored, nothing has changed', seconds(bench.unchanged)],
    ['restored, one model has changed', seconds(bench.oneChanged)],
  ];
  return `## A job on a hosted runner

The built action on ${MODELS} small models and ${RUNTIMES.join(', ')}, on a machine that has nothing, and on one that has what the [cache action](many-machines.md#caches-between-jobs) keeps. Packages come from a mirror that is near. What is kept has ${mebibytes(bench.keptBytes)}, as an archive ${mebibytes(bench.archiveBytes)}; packing it takes ${seconds(bench.pack)}, unpacking ${seconds(bench.restore)}, to which the network comes. Measured on ${processors} processors (${processor}).

${markdownTable(['', 'step of the gate'], rows, ['step of the gate'])}
`;
}
