/** Machines and networks that fail: each ends in the right state and exit code, and is no bug of the gate. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { buildConvModel } from '../models/build-model.js';
import { type Ended, portability, repository } from './cli.js';

const BUG = /bug in the gate/;

async function gate(runtimes: string, env: NodeJS.ProcessEnv): Promise<Ended & { readonly results: Results | null }> {
  const root = await repository({ 'net.onnx': buildConvModel(), 'portability.yml': `runtimes: [${runtimes}]\n` });
  const ended = await portability(['run', '--all', '--json', 'results.json'], root, env);
  expect(ended.stderr).not.toMatch(BUG);
  if (!readdirSync(root).includes('results.json')) return { ...ended, results: null };
  return { ...ended, results: resultsSchema.parse(JSON.parse(readFileSync(join(root, 'results.json'), 'utf8'))) };
}

/** A file system of its own; null where this user may not make one. */
function disk(kilobytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]).status === 0;
  onTestFinished(() => {
    if (mounted) execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true });
  });
  return mounted ? folder : null;
}

test('without room for temporary files it says that the disk is full', async ({ skip }) => {
  const full = disk(16);
  if (full === null) return skip('only root can mount a file system');
  const { code, stderr, results } = await gate('onnxruntime-node', { TMPDIR: full, RUNNER_TEMP: undefined });
  expect(stderr).toContain('the disk is full');
  expect(code).toBe(3);
  expect(results).toMatchObject({
    cells: [{ state: 'not-run' }],
    stopped: { what: expect.stringContaining('the disk is full') },
  });
  expect(readdirSync(full)).toEqual([]);
});

test.for(['full', 'read-only'])('a cache on a disk that is %s costs a warning', async (how, { skip }) => {
  const cache = disk(4);
  if (cache === null) return skip('only root can mount a file system');
  if (how === 'read-only') execFileSync('mount', ['-o', 'remount,ro', cache]);
  const { code, stderr, results } = await gate('onnxruntime-node', { PORTABILITY_CACHE: cache });
  expect(stderr).toMatch(/warning .*cache/);
  expect([code, results?.cells.map(({ state }) => state)]).toEqual([0, ['pass']]);
});

/** The address of a package index that answers so. */
async function index(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`;
}

test.each<[string, RequestListener]>([
  ['asks to come back later (429)', (_, response) => void response.writeHead(429, { 'retry-after': '1' }).end()],
  ['is overloaded (503)', (_, response) => void response.writeHead(503).end()],
  ['hangs up', (request) => void request.socket.destroy()],
  ['never answers', () => {}],
])('an index that %s: the cells of its runtimes are errors, the others run', async (_, answer) => {
  const cache = mkdtempSync(join(tmpdir(), 'faults-'));
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }));
  const address = await index(answer);
  const { code, results } = await gate('onnxruntime-node, openvino', {
    PORTABILITY_CACHE: cache,
    PIP_INDEX_URL: address,
    UV_DEFAULT_INDEX: address,
    PIP_FIND_LINKS: '',
    UV_FIND_LINKS: '',
    PIP_CONFIG_FILE: '/dev/null',
    UV_NO_CONFIG: '1',
    UV_CACHE_DIR: join(cache, 'uv'),
    PIP_CACHE_DIR: join(cache, 'pip'),
    UV_HTTP_TIMEOUT: '2',
    UV_HTTP_RETRIES: '1',
    PIP_DEFAULT_TIMEOUT: '2',
    PIP_RETRIES: '1',
  });
  expect(results?.cells.map(({ runtime, state, failure }) => [runtime, state, failure?.kind])).toEqual([
    ['onnxruntime-node', 'pass', undefined],
    ['openvino', 'error', 'never-started'],
  ]);
  expect(code).toBe(3);
});
