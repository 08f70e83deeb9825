import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ResultCell } from '../../src/results/schema.js';
import { denseRepository } from '../e2e/dense-repository.js';

const CLI = fileURLToPath(new URL('../../lib/bin/cli.js', import.meta.url));
const MODEL = 'models/dense';
const COLUMN = 'onnxruntime-node';
const OUTPUTS = 'models/dense.golden/rows.outputs.json';
const CELL = [MODEL, COLUMN];

let repository: string;
let cache: string;

/** A repository whose golden outputs somebody has scaled by a hundredth. */
beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), 'approve-'));
  cache = await mkdtemp(join(tmpdir(), 'approve-cache-'));
  const files = await denseRepository({ model: 1, golden: 1 });
  for (const [path, content] of Object.entries({ ...files, 'portability.yml': `runtimes: [${COLUMN}]\n` })) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), content);
  }
  await scaleGoldens(1.01);
  await git('init', '--quiet');
  await git('config', 'user.name', 'Ada Lovelace');
  await git('add', '.');
});

afterAll(async () => {
  for (const folder of [repository, cache]) await rm(folder, { recursive: true, force: true });
});

test('red, accepted, green; over, red again; and never written unasked', async () => {
  const red = await run('run', '--json', '-');
  expect(red.exitCode).toBe(1);
  const [drift] = cellsOf(red.stdout);
  expect(drift?.state).toBe('drift');
  expect(drift).not.toHaveProperty('change');
  await expect(lock()).rejects.toThrow('ENOENT');

  const approved = await run(
    'approve',
    ...CELL,
    '--reason',
    'the goldens are of the old scale',
    '--until',
    '2999-12-31',
  );
  expect(approved).toMatchObject({ exitCode: 0 });
  expect(approved.stdout).toMatch(
    /^approved until 2999-12-31: models\/dense on onnxruntime-node, drift at [\d,]+×\. Commit portability\.lock\.json\.\n$/,
  );
  expect(await lock()).toMatchObject({
    approvals: [{ model: MODEL, runtime: COLUMN, state: 'drift', author: 'Ada Lovelace', until: '2999-12-31' }],
    models: [],
    cells: [],
  });

  const green = await run('run', '--json', '-');
  expect(green.exitCode).toBe(0);
  const [cell] = cellsOf(green.stdout);
  expect(cell?.state).toBe('approved');
  expect(cell?.reason).toBe('approved by Ada Lovelace until 2999-12-31: the goldens are of the old scale');

  await edit((text) => text.replace('2999-12-31', '2020-01-01'));
  const over = await run('run', '--json', '-');
  expect(over.exitCode).toBe(1);
  const [ended] = cellsOf(over.stdout);
  expect(ended?.state).toBe('drift');
  expect(ended?.reason).toContain('the approval by Ada Lovelace expired on 2020-01-01');

  await edit((text) => text.replace('2020-01-01', '2999-12-31'));
  await scaleGoldens(1.1);
  const worse = await run('run', '--json', '-');
  expect(worse.exitCode).toBe(1);
  expect(cellsOf(worse.stdout)[0]?.reason).toMatch(/the approval by Ada Lovelace does not cover it: `\w+` went from/);
});

test('the baseline is written on request, not in CI, and the next run is held against it', async () => {
  await git('checkout-index', '--force', '--all');
  await rm(join(repository, 'portability.lock.json'), { force: true });
  const refused = await run({ CI: 'true' }, 'run', '--update-baseline');
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('--allow-ci');
  await expect(lock()).rejects.toThrow('ENOENT');

  expect((await run('run', '--update-baseline')).exitCode).toBe(1);
  const first = await readFile(join(repository, 'portability.lock.json'), 'utf8');
  expect(first).not.toContain(repository);
  expect(JSON.parse(first)).toMatchObject({
    models: [
      {
        id: MODEL,
        noise: [
          { case: 'rows', output: 'hidden' },
          { case: 'rows', output: 'logits' },
        ],
      },
    ],
    cells: [{ model: MODEL, runtime: COLUMN, state: 'drift' }],
  });
  expect((await run({ CI: 'true' }, 'run', '--update-baseline', '--allow-ci')).exitCode).toBe(1);
  expect(await readFile(join(repository, 'portability.lock.json'), 'utf8')).toBe(first);

  await scaleGoldens(1 / 1.01);
  const mended = await run('run', '--json', '-');
  expect(mended.exitCode).toBe(0);
  expect(cellsOf(mended.stdout)[0]).toMatchObject({ state: 'pass', change: 'better' });
  const nothing = await run('approve', ...CELL, '--reason', 'why not');
  expect(nothing.exitCode).toBe(2);
  expect(nothing.stderr).toContain('passes: there is nothing to accept');
  expect(await readFile(join(repository, 'portability.lock.json'), 'utf8')).toBe(first);
});

test('a baseline that cannot be read stops the gate before anything runs', async () => {
  await edit((text) => text.replace('"version": 1', '"version": 1,,'));
  const stopped = await run('run');
  expect(stopped).toMatchObject({ exitCode: 2, stdout: '' });
  expect(stopped.stderr).toContain('portability.lock.json:2: the baseline is not valid JSON');
  expect((await run('check')).exitCode).toBe(2);
});

async function git(...args: string[]): Promise<void> {
  await promisify(execFile)('git', args, { cwd: repository });
}

async function lock(): Promise<unknown> {
  return JSON.parse(await readFile(join(repository, 'portability.lock.json'), 'utf8'));
}

async function edit(change: (text: string) => string): Promise<void> {
  const path = join(repository, 'portability.lock.json');
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

async function scaleGoldens(factor: number): Promise<void> {
  const path = join(repository, OUTPUTS);
  const goldens: Record<string, { data: number[] }> = JSON.parse(await readFile(path, 'utf8'));
  for (const tensor of Object.values(goldens)) tensor.data = tensor.data.map((value) => value * factor);
  await writeFile(path, JSON.stringify(goldens));
}

function cellsOf(json: string): ResultCell[] {
  return JSON.parse(json).cells;
}

interface Ran {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(first: Readonly<Record<string, string>> | string, ...rest: string[]): Promise<Ran> {
  const [extra, args] = typeof first === 'string' ? [{}, [first, ...rest]] : [first, rest];
  const { CI, ...env } = process.env;
  return new Promise((resolve) => {
    const options = { cwd: repository, env: { ...env, PORTABILITY_CACHE: cache, ...extra } };
    const child = execFile(process.execPath, [CLI, ...args], options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}
