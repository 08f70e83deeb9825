// `node scripts/costs.mjs [ids…]`: measures what each adapter costs (download, disk, installation, import) in a cache of
// its own, and writes src/adapters/costs.generated.ts and docs/costs.md. Needs `npm run build`, npm, and pip on the PATH.
// Seconds for converting and running come from the last `node scripts/compatibility.mjs`.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeGenerated } from './write-generated.mjs';

const COSTS = 'src/adapters/costs.generated.ts';
const { findRuntimes } = await import('../lib/adapters/find-runtimes.js');
const { findConverters } = await import('../lib/adapters/find-converters.js');
const { createHost, disposeHost } = await import('../lib/host/create-host.js');
const { terminalLog } = await import('../lib/host/terminal-log.js');
const { configSchema } = await import('../lib/config/schema.js');
const { columnsOf } = await import('../lib/plan/column.js');
const { preparePythonEnvironment } = await import('../lib/environments/prepare-python-environment.js');
const { prepareNodeEnvironment } = await import('../lib/environments/prepare-node-environment.js');
const { workerCommand } = await import('../lib/trial/worker-command.js');
const { confinedCommand } = await import('../lib/sandbox/confined-command.js');
const { findLauncher } = await import('../lib/sandbox/launcher.js');
const { Worker } = await import('../lib/worker/worker.js');
const { COSTS: known } = await import('../lib/adapters/costs.generated.js').catch(() => ({ COSTS: {} }));

const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
const own = createHost({ assets: resolve('lib'), log });
const config = configSchema.parse({});
const launcher = findLauncher('auto');
const runtimes = await findRuntimes(own, []);
const converters = await findConverters(own, []);
const wanted = process.argv.slice(2);
const platform = `${process.platform}-${process.arch}`;
const adapters = [...runtimes, ...converters].filter(
  ({ id, platforms }) =>
    (wanted.length === 0 || wanted.includes(id)) && (platforms.length === 0 || platforms.includes(platform)),
);

const costs = { ...known };
try {
  for (const adapter of adapters) {
    costs[adapter.id] = await costOf(adapter);
    console.error(`${adapter.id}: ${JSON.stringify(costs[adapter.id])}`);
    // A measurement that breaks off keeps what it has.
    writeCosts();
  }
} finally {
  disposeHost(own);
}
writeGenerated('docs/costs.md', 'scripts/costs.mjs', costTable());

async function costOf(adapter) {
  const cache = mkdtempSync(join(tmpdir(), 'costs-'));
  try {
    const folders = { UV_CACHE_DIR: join(cache, 'uv'), npm_config_cache: join(cache, 'npm') };
    const host = { ...own, cache, env: { ...own.env, ...folders } };
    const start = performance.now();
    const environment = await environmentOf(adapter, host);
    const install = seconds(start);
    const download = await downloadOf(environment, folders);
    // A second start: the first one reads everything from the disk.
    await startSeconds(adapter, host);
    const load = await startSeconds(adapter, host);
    const disk = download === 0 ? 0 : bytesIn(environment.folder);
    return {
      downloadBytes: download,
      diskBytes: disk,
      installSeconds: download === 0 ? 0 : install,
      importSeconds: load,
    };
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

async function environmentOf(adapter, host) {
  if (adapter.language === 'python') {
    const { key, python } = await preparePythonEnvironment(adapter, undefined, host);
    return { folder: join(host.cache, 'environments', key), python, shipped: false };
  }
  const { root, cached } = await prepareNodeEnvironment(adapter, undefined, host);
  return { folder: root, python: null, shipped: cached };
}

/** Bytes of the archives that were fetched; 0 for what ships with the gate. */
async function downloadOf({ folder, python, shipped }, { npm_config_cache: packages }) {
  if (shipped) return 0;
  if (python === null) return bytesIn(join(packages, '_cacache', 'content-v2'));
  const release = execFileSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const wheels = mkdtempSync(join(tmpdir(), 'wheels-'));
  try {
    // What is installed is not asked for what it needs: the list is complete.
    const flags = [
      '--no-deps',
      '--ignore-requires-python',
      '--only-binary',
      ':all:',
      '--python-version',
      release.trim(),
    ];
    const args = ['-m', 'pip', 'download', '--quiet', ...flags, '--dest', wheels];
    execFileSync('python3', [...args, '--requirement', join(folder, 'requirements.txt')], { stdio: 'inherit' });
    return bytesIn(wheels);
  } finally {
    rmSync(wheels, { recursive: true, force: true });
  }
}

async function startSeconds(adapter, host) {
  const command =
    'writes' in adapter
      ? await converterCommand(adapter, host)
      : await workerCommand(columnsOf([adapter.id], [adapter], host.cwd)[0], launcher, config, host);
  const start = performance.now();
  const started = await Worker.start(command);
  if (!started.ok) throw new Error(`${adapter.id}: ${JSON.stringify(started.failure)}`);
  const took = seconds(start);
  await started.value.close();
  return took;
}

async function converterCommand(adapter, host) {
  const { python } = await preparePythonEnvironment(adapter, undefined, host);
  return confinedCommand([python, join(host.assets, 'worker', 'harness.py'), adapter.file], launcher, config, host);
}

function seconds(start) {
  return Number(((performance.now() - start) / 1000).toFixed(1));
}

/** Sizes of the files in a folder, hard links once. */
function bytesIn(folder) {
  const seen = new Set();
  let bytes = 0;
  for (const entry of existsSync(folder) ? readdirSync(folder, { recursive: true }) : []) {
    const stat = lstatSync(join(folder, entry));
    if (!stat.isFile() || seen.has(stat.ino)) continue;
    seen.add(stat.ino);
    bytes += stat.size;
  }
  return bytes;
}

function writeCosts() {
  const lines = Object.entries(costs)
    .filter(([id]) => [...runtimes, ...converters].some((adapter) => adapter.id === id))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([id, { downloadBytes, diskBytes, installSeconds, importSeconds }]) =>
        `  '${id}': { downloadBytes: ${downloadBytes}, diskBytes: ${diskBytes}, installSeconds: ${installSeconds}, importSeconds: ${importSeconds} },`,
    );
  const text = [
    '// Generated by scripts/costs.mjs: do not edit.',
    "import type { Cost } from './cost.js';",
    '',
    '/** By id of an adapter, as measured on linux-x64. */',
    'export const COSTS: Readonly<Record<string, Cost>> = {',
    ...lines,
    '};',
    '',
  ];
  writeFileSync(COSTS, text.join('\n'));
}

function costTable() {
  const measured = existsSync('.cache/compatibility.json')
    ? JSON.parse(readFileSync('.cache/compatibility.json', 'utf8'))
    : { cells: [], runtimes: [] };
  const rows = [...runtimes, ...converters].map((adapter) => {
    const cost = costs[adapter.id];
    const kind = 'writes' in adapter ? `${adapter.reads.join(', ')} → ${adapter.writes}` : 'runtime';
    if (cost === undefined) return `| ${adapter.id} | ${kind} | not on this platform | | | | |`;
    const work = 'writes' in adapter ? convertSeconds(adapter.id, measured) : runSeconds(adapter.id, measured);
    const [download, disk] = [cost.downloadBytes, cost.diskBytes].map((bytes) => (bytes / 1e6).toFixed(0));
    return `| ${adapter.id} | ${kind} | ${download} | ${disk} | ${cost.installSeconds} | ${cost.importSeconds} | ${work} |`;
  });
  return [
    '| adapter | kind | download MB | disk MB | install s | start s | convert or run s |',
    '| --- | --- | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

function convertSeconds(id, { cells }) {
  const steps = cells.flatMap(({ route }) => route.filter(({ converter }) => converter === id));
  return median(steps.map((step) => step.seconds));
}

function runSeconds(id, { cells, runtimes: columns }) {
  const own = columns.filter(({ adapter }) => adapter === id).map((column) => column.id);
  return median(
    cells.filter(({ runtime, state }) => own.includes(runtime) && state === 'pass').map((cell) => cell.seconds),
  );
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? '' : middle.toFixed(middle < 1 ? 3 : 1);
}
