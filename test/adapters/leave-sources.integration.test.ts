/** No runtime and no converter writes beside what it reads, also where nothing keeps it from that. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { isLocalBuild } from '../../src/adapters/python-requirement.js';
import { configSchema } from '../../src/config/schema.js';
import { signatureOfCases } from '../../src/convert/signature-of-cases.js';
import { describeAs } from '../../src/discover/read-form.js';
import { messageOf } from '../../src/errors.js';
import { checkedOptions } from '../../src/plan/checked-options.js';
import { columnsOf } from '../../src/plan/column.js';
import { platformFault } from '../../src/plan/static-check.js';
import { launcherBy } from '../../src/sandbox/launcher.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import type { Format } from '../../src/types.js';
import { writeValues } from '../../src/values/value-folder.js';
import { Worker } from '../../src/worker/worker.js';
import { converterKind, runtimeKind, type WorkerContext } from '../../src/worker/worker-kinds.js';
import type { WorkerKind } from '../../src/worker/worker-pool.js';
import { PATIENT } from '../e2e/cli.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { randomFloats } from '../models/random-floats.js';
import { NEVER } from '../worker/scripted-worker.js';
import { FIXTURES, type FormatFixtures } from './fixtures/format-fixtures.js';

const folder = await mkdtemp(join(tmpdir(), 'leave-sources-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const host = hostIn(folder, { assets: resolve('lib'), cache: sharedCache, scratch: join(folder, 'scratch') });
const platform = `${process.platform}-${process.arch}`;
const launcher = launcherBy('environment', host);

/** Every file below a folder with its content; links and whatever else is there by its kind. */
async function contentOf(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(path, 'base64') : entry.isDirectory() ? 'folder' : 'other';
    found[relative(root, path)] = content;
  }
  return found;
}

/** A worker of that kind; null where it cannot be installed, which is not what this is about. */
async function started(kind: WorkerKind, foreign: boolean): Promise<Worker | null> {
  await mkdir(host.scratch, { recursive: true });
  try {
    const worker = await Worker.start((await kind.prepare(host.signal)).command());
    if (!worker.ok) throw new Error(JSON.stringify(worker.failure));
    return worker.value;
  } catch (error) {
    const missing = /needs a browser, and none is installed|no Python .* was found/.test(messageOf(error));
    if (missing || (foreign && /cannot be found/.test(messageOf(error)))) return null;
    throw error;
  }
}

async function placed(worker: Worker, format: Format, fixtures: FormatFixtures): Promise<string> {
  const own = await worker.folder.give();
  const path = join(own, `net${fixtures.ending ?? `.${format}`}`);
  const files = {
    [join(path, fixtures.file ?? '')]: fixtures.conv,
    ...Object.fromEntries(Object.entries(fixtures.beside ?? {}).map(([name, content]) => [join(path, name), content])),
    ...(fixtures.companion && { [join(own, `net${fixtures.companion.ending}`)]: fixtures.companion.of(fixtures.conv) }),
  };
  for (const [at, content] of Object.entries(files)) {
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, content);
  }
  return path;
}

async function placedInputs(worker: Worker, { imageShape }: FormatFixtures): Promise<string> {
  const inputs = await worker.folder.give();
  const image = tensor('float32', [...imageShape], bytesOf(randomFloats(3, 768)));
  await writeValues(inputs, { image });
  return inputs;
}

function contextOf(): WorkerContext {
  if (launcher === null) throw new Error('no launcher');
  return { host, launcher, config: configSchema.parse(PATIENT), allowCode: true };
}

const isForeign = ({ dependencies }: Pick<RuntimeFacts, 'dependencies'>) => dependencies.some(isLocalBuild);
const readable = (formats: readonly Format[]) =>
  formats.flatMap((format) => {
    const fixtures = FIXTURES[format];
    return fixtures === undefined ? [] : [{ format, fixtures }];
  });

const runtimes = (await findRuntimes(host, [])).filter((one) => platformFault(one, platform) === null);
describe.skipIf(launcher === null).each(runtimes)('$id', (runtime: RuntimeFacts) => {
  test('leaves what it runs as it is', async ({ skip }) => {
    const [column] = columnsOf([runtime.id], [runtime], folder);
    if (column === undefined) throw new Error('no column');
    const worker = await started(runtimeKind(column, contextOf()), isForeign(runtime));
    if (worker === null) return skip('it cannot be installed here');
    for (const { format, fixtures } of readable(runtime.reads)) {
      const path = await placed(worker, format, fixtures);
      const inputs = await placedInputs(worker, fixtures);
      const before = await contentOf(worker.folder.given);
      const load = { method: 'load', handle: 'm', path, format, options: column.options, threads: 1 } as const;
      expect(await worker.request(load, NEVER), format).toMatchObject({ ok: true });
      const run = { method: 'run', handle: 'm', inputs, outputs: await worker.folder.make() } as const;
      expect(await worker.request(run, NEVER), format).toMatchObject({ ok: true });
      await worker.request({ method: 'unload', handle: 'm' }, NEVER);
      expect(await contentOf(worker.folder.given), format).toEqual(before);
    }
    await worker.close();
  });
});

const converters = (await findConverters(host, [])).filter(
  ({ platforms, reads }) => (platforms.length === 0 || platforms.includes(platform)) && readable(reads).length > 0,
);
describe.skipIf(launcher === null).each(converters)('$id', (converter: ConverterFacts) => {
  test('leaves what it converts as it is', async ({ skip }) => {
    const worker = await started(converterKind({ converter }, contextOf()), isForeign(converter));
    if (worker === null) return skip('it cannot be installed here');
    for (const { format, fixtures } of readable(converter.reads)) {
      const path = await placed(worker, format, fixtures);
      const cases = [await placedInputs(worker, fixtures)];
      const before = await contentOf(worker.folder.given);
      const target = join(await worker.folder.make(), converter.artefact);
      const described = describeAs(format, path);
      const stated = described === null || 'fault' in described ? null : described.signature;
      const signature = stated ?? (await signatureOfCases(cases));
      const options = checkedOptions({}, converter, 'test', 'converter');
      const request = { path, format, target, signature, cases, options, threads: 1 };
      const answer = await worker.request({ method: 'convert', ...request }, NEVER);
      expect(answer, `${format}: ${JSON.stringify(answer)}`).toMatchObject({ ok: true });
      expect(await contentOf(worker.folder.given), format).toEqual(before);
    }
    await worker.close();
  });
});
