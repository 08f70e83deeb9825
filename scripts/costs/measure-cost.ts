import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Cost } from '../../src/adapters/cost.js';
import type { ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import { configSchema } from '../../src/config/schema.js';
import { prepareNodeEnvironment } from '../../src/environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import { type Column, columnsOf } from '../../src/plan/column.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { Worker, type WorkerCommand } from '../../src/worker/worker.js';
import { converterKind, runtimeKind } from '../../src/worker/worker-kinds.js';
import { bytesBelow } from './bytes-below.js';
import { downloadWheels } from './download-wheels.js';

type Adapter = RuntimeFacts | ConverterFacts;
/** The installed environment of an adapter; null for one that ships with the gate. */
type Installed = { readonly folder: string; readonly python: string | null } | null;

/**
 * Installs the adapter into an empty cache and starts it, as the npm package does: from a copy of the gate that lies apart,
 * since the packages that the gate is developed with lie above the original.
 */
export async function measureCost(original: Adapter, host: Host): Promise<Cost> {
  const cache = mkdtempSync(join(tmpdir(), 'costs-'));
  try {
    const npmCache = join(cache, 'npm');
    const env = { ...host.env, UV_CACHE_DIR: join(cache, 'uv'), npm_config_cache: npmCache };
    const assets = join(cache, 'gate');
    cpSync(host.assets, assets, { recursive: true });
    const fresh = { ...host, assets, cache, env };
    const adapter = movedTo(assets, original, host);
    const start = performance.now();
    const installed = await install(adapter, fresh);
    const installSeconds = secondsSince(start);
    const downloadBytes = installed === null ? 0 : downloaded(installed, npmCache);
    // A second start: the first one reads everything from the disk.
    await startSeconds(adapter, fresh);
    const importSeconds = await startSeconds(adapter, fresh);
    if (installed === null) return { downloadBytes, diskBytes: 0, installSeconds: 0, importSeconds };
    return { downloadBytes, diskBytes: bytesBelow(installed.folder), installSeconds, importSeconds };
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function install(adapter: Adapter, host: Host): Promise<Installed> {
  if (isPython(adapter)) {
    const { key, python } = await preparePythonEnvironment(adapter, undefined, host);
    return { folder: join(host.cache, 'environments', key), python };
  }
  const { root, cached } = await prepareNodeEnvironment(adapter, undefined, host);
  return cached ? null : { folder: root, python: null };
}

function movedTo(assets: string, adapter: Adapter, host: Host): Adapter {
  return adapter.file === undefined ? adapter : { ...adapter, file: join(assets, relative(host.assets, adapter.file)) };
}

function isPython(adapter: Adapter): adapter is Adapter & { readonly language: 'python'; readonly file: string } {
  return adapter.language === 'python' && adapter.file !== undefined;
}

/** Bytes of the archives that were downloaded. */
function downloaded({ folder, python }: NonNullable<Installed>, npmCache: string): number {
  if (python === null) return bytesBelow(join(npmCache, '_cacache', 'content-v2'));
  const wheels = mkdtempSync(join(tmpdir(), 'wheels-'));
  try {
    downloadWheels(join(folder, 'requirements.txt'), python, wheels);
    return bytesBelow(wheels);
  } finally {
    rmSync(wheels, { recursive: true, force: true });
  }
}

async function startSeconds(adapter: Adapter, host: Host): Promise<number> {
  const command = await commandOf(adapter, host);
  const start = performance.now();
  const started = await Worker.start(command);
  if (!started.ok) throw new Error(`${adapter.id}: ${JSON.stringify(started.failure)}`);
  const took = secondsSince(start);
  await started.value.close();
  return took;
}

async function commandOf(adapter: Adapter, host: Host): Promise<WorkerCommand> {
  const context = { host, launcher: findLauncher('auto', host), config: configSchema.parse({}), allowCode: false };
  const kind =
    'writes' in adapter ? converterKind({ converter: adapter }, context) : runtimeKind(columnFor(adapter), context);
  return (await kind.prepare(host.signal)).command();
}

function columnFor(runtime: RuntimeFacts): Column {
  const [column] = columnsOf([runtime.id], [runtime], '.');
  if (column === undefined) throw new Error(`${runtime.id} makes no column`);
  return column;
}

function secondsSince(start: number): number {
  return Number(((performance.now() - start) / 1000).toFixed(1));
}
