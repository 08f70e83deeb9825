/** Code in PyTorch's archives is not run by the adapter, even where a worker could do everything. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { readZipEntry, zipEntries } from '../../src/bytes/zip-archive.js';
import { configSchema } from '../../src/config/schema.js';
import { columnsOf } from '../../src/plan/column.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { Worker } from '../../src/worker/worker.js';
import { runtimeKind } from '../../src/worker/worker-kinds.js';
import { PATIENT } from '../e2e/cli.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { storedZip } from '../models/stored-zip.js';
import { NEVER } from '../worker/scripted-worker.js';
import { exportedProgram } from './fixtures/exported-program.js';

const folder = await mkdtemp(join(tmpdir(), 'hostile-programs-'));
const host = hostIn(folder, { assets: resolve('lib'), cache: sharedCache, scratch: join(folder, 'scratch') });
let worker: Worker;
beforeAll(async () => {
  await mkdir(host.scratch, { recursive: true });
  const [column] = columnsOf(['pytorch'], await findRuntimes(host, []), folder);
  if (column === undefined) throw new Error('PyTorch is not among the runtimes');
  const context = { host, launcher: findLauncher('off', host), config: configSchema.parse(PATIENT), allowCode: true };
  const started = await Worker.start((await runtimeKind(column, context).prepare(host.signal)).command());
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  worker = started.value;
});
afterAll(async () => {
  await worker.close();
  await rm(folder, { recursive: true, force: true });
});

/** os.system('touch <file>'), in the second protocol. */
function touching(file: string): Buffer {
  const command = Buffer.from(`touch ${file}`);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(command.length);
  return Buffer.concat([
    Buffer.from('\x80\x02cposix\nsystem\nX', 'latin1'),
    length,
    command,
    Buffer.from('\x85R.', 'latin1'),
  ]);
}

/** The program with other content in some of its entries, and with more of them. */
function changed(
  change: (name: string, content: Buffer) => Uint8Array,
  more: Readonly<Record<string, Uint8Array>> = {},
) {
  const source = new BytesInMemory(exportedProgram('conv'));
  const entries = zipEntries(source).map((entry) => {
    const content = readZipEntry(source, entry, 1 << 24);
    return [entry.name, change(entry.name, content)] as const;
  });
  return storedZip({ ...Object.fromEntries(entries), ...more });
}

async function load(bytes: Uint8Array) {
  const path = join(await worker.folder.give(), 'net.pt2');
  await writeFile(path, bytes);
  return worker.request(
    { method: 'load', handle: 'm', path, format: 'exported-program', options: { layers: false }, threads: 1 },
    NEVER,
  );
}

test('a program that was packed again is loaded', async () => {
  expect(await load(changed((_, content) => content))).toMatchObject({ ok: true });
});

test.each(['an archive', 'a bare pickle'])(
  'its example inputs are %s that runs a command: the load fails, and nothing has run',
  async (kind) => {
    const canary = join(folder, `ran-${kind.length}`);
    const pickle = touching(canary);
    const hostile =
      kind === 'an archive'
        ? storedZip({ 'x/data.pkl': pickle, 'x/version': Buffer.from('3\n'), 'x/byteorder': Buffer.from('little') })
        : pickle;
    const loaded = await load(changed((name, content) => (name.includes('/sample_inputs/') ? hostile : content)));
    expect(existsSync(canary)).toBe(false);
    expect(loaded).toMatchObject({
      ok: false,
      failure: { kind: 'failed', message: expect.stringMatching(/[Uu]npickl|weights/i) },
    });
  },
);
