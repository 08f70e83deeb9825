import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runAction } from '../../src/bin/run-action.js';
import { readStops } from '../../src/shards/stopped-parts.js';
import { freshFolder, SOURCES } from '../environments/host.js';
import { buildDenseModel } from '../models/build-model.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a part in a repository with one model; returns the step's outputs by name. */
async function runPart(root: string, shard: string, config: string): Promise<Readonly<Record<string, string>>> {
  const folder = join(root, 'services', 'eyes');
  const outputs = join(root, 'outputs');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'net.onnx'), buildDenseModel());
  await writeFile(join(folder, 'portability.yml'), config);
  await writeFile(outputs, '');
  const env = {
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: '',
    GITHUB_OUTPUT: outputs,
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKSPACE: root,
    RUNNER_TEMP: root,
    INPUT_SHARD: shard,
    INPUT_TOKEN: 'secret-token',
    'INPUT_WORKING-DIRECTORY': folder,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runAction(SOURCES);
  const text = await readFile(outputs, 'utf8');
  return Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n(.*)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  );
}

test.each([
  ['3/2', 'runtimes: [onnxruntime-node]\n', '"3/2" is no part of a matrix', /3-of-2-attempt-2$/],
  ['1/2', 'runtime: [onnxruntime-node]\n', 'unknown key "runtime"', /1-of-2-attempt-2$/],
  ['../x y', '', '"../x y" is no part of a matrix', /[\w-]+-attempt-2$/],
])(
  'part %s of %j leaves why it has no results, as an artifact that GitHub takes',
  async (shard, config, what, name) => {
    const root = await freshFolder();
    const { delivery = '', 'delivery-name': artifact } = await runPart(root, shard, config);
    expect(process.exitCode).toBe(2);
    expect(artifact).toMatch(/^portability-shard-[\w-]+$/);
    expect(artifact).toMatch(name);
    const [stop] = await readStops(root, [delivery]);
    expect(stop).toMatchObject({ source: 'services/eyes/portability.yml', attempt: 2 });
    expect(stop?.stopped.what).toContain(what);
  },
);
