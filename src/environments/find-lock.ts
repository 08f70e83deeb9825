import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PythonAdapterFacts } from '../adapters/define.js';
import { isLocalBuild, PINNED, packageOf, sameName } from '../adapters/python-requirement.js';
import { messageOf, UserError } from '../errors.js';
import type { Host } from '../host/host.js';
import { makeFolder } from '../host/make-folder.js';
import { writeWhole } from '../host/write-whole.js';
import { contentKey } from './content-key.js';
import { installError, relevantLines } from './install-error.js';
import { belongsTo } from './lock-header.js';
import type { Python } from './probe-python.js';
import type { Uv } from './uv.js';
import { indexesOfRepository } from './uv-configuration.js';

const RESOLVE_SECONDS = 300;

/**
 * The requirements of an adapter, every file pinned by its hash, as far as they are known without resolving anything: from
 * the lock that ships beside the adapter, or from the cache. Null when they have to be resolved first.
 */
export async function knownLock(
  facts: PythonAdapterFacts,
  version: string | undefined,
  python: Pick<Python, 'version' | 'platform'>,
  host: Host,
): Promise<string | null> {
  if (version === undefined) {
    const shipped = await readIfThere(join(dirname(facts.file), '..', 'locks', `${facts.id}.txt`));
    if (shipped !== null && belongsTo(shipped, facts)) return shipped;
  }
  return readIfThere(await resolvedFile(facts, version, python, host));
}

/**
 * Where the requirements are kept once they are resolved. What one branch's indexes hold is nothing to a branch that has
 * others.
 */
async function resolvedFile(
  facts: PythonAdapterFacts,
  version: string | undefined,
  python: Pick<Python, 'version' | 'platform'>,
  host: Host,
): Promise<string> {
  const requirements = [...requirementsFor(facts, version)].sort();
  const indexes = await indexesOfRepository(host);
  const key = contentKey([requirements, python.version, python.platform, facts.overrides ?? [], indexes]);
  return join(host.cache, 'locks', `${key}.txt`);
}

function requirementsFor(facts: PythonAdapterFacts, version: string | undefined): readonly string[] {
  return version === undefined ? facts.dependencies : overridden(facts, version);
}

/**
 * The requirements of an adapter, every file pinned by its hash: from the lock that ships beside the adapter, or, for
 * the user's own adapters and for `version:`, resolved once and kept in the cache.
 * @throws UserError when no set of packages fits; InfrastructureError when the index cannot be reached
 */
export async function findLock(
  facts: PythonAdapterFacts,
  version: string | undefined,
  python: Python,
  openUv: () => Promise<Uv>,
  host: Host,
): Promise<string> {
  const known = await knownLock(facts, version, python, host);
  if (known !== null) return known;
  const requirements = requirementsFor(facts, version);
  const file = await resolvedFile(facts, version, python, host);
  const uv = await openUv();
  const lock = await resolve(facts, version, requirements, python, uv, host);
  try {
    await makeFolder(dirname(file));
    await writeWhole(file, lock);
  } catch (error) {
    host.log.warn(`the cache cannot be written, so later runs will not be faster: ${messageOf(error)}`);
  }
  return lock;
}

/**
 * The main package at the requested version, as the same build (`+cpu`) for the same platforms; its dependencies follow
 * from its own metadata, except for builds of that kind: by name alone, PyTorch would be the one for CUDA.
 */
function overridden({ package: main, dependencies }: PythonAdapterFacts, version: string): string[] {
  return dependencies.map((pin) => {
    if (!sameName(packageOf(pin), main)) return isLocalBuild(pin) ? pin : packageOf(pin);
    const [, , , pinned = '', marker = ''] = PINNED.exec(pin) ?? [];
    const build = version.includes('+') ? '' : pinned.replace(/^[^+]*/, '');
    return `${main}==${version}${build}${marker}`;
  });
}

async function resolve(
  facts: PythonAdapterFacts,
  version: string | undefined,
  requirements: readonly string[],
  python: Python,
  uv: Uv,
  host: Host,
): Promise<string> {
  const input = join(host.scratch, `requirements-${facts.id}-${randomBytes(4).toString('hex')}.in`);
  await makeFolder(host.scratch);
  await writeFile(input, requirements.map((line) => `${line}\n`).join(''));
  const overrides = `${input}.overrides`;
  await writeFile(overrides, (facts.overrides ?? []).map((line) => `${line}\n`).join(''));
  const run = await uv.run(
    [
      'pip',
      'compile',
      '--quiet',
      '--python',
      python.executable,
      '--generate-hashes',
      '--only-binary',
      ':all:',
      '--no-header',
      '--no-annotate',
      '--no-emit-index-url',
      '--override',
      overrides,
      ...uv.index.args,
      input,
    ],
    RESOLVE_SECONDS,
  );
  if (run.status === 0) return run.stdout;
  const where = `adapter ${facts.id}`;
  if (!/no solution found/i.test(run.stderr))
    throw installError(
      {
        what: 'the packages cannot be resolved',
        where: `${where}, ${uv.index.description}`,
        next: nextStep(facts.package),
      },
      run,
    );
  const local = requirements.find(isLocalBuild);
  if (local !== undefined)
    throw installError(
      {
        what: `${local.split(';', 1)[0]?.trim()} cannot be found`,
        where: `${where}, ${uv.index.description}`,
        next: 'set the index of its publisher, for pip (extra-index-url, find-links) or uv (UV_EXTRA_INDEX_URL, UV_FIND_LINKS): the default index has no builds with a + in their version',
      },
      run,
    );
  // uv takes an index that answers with a page of something else for one that has nothing.
  const absent = /no versions? of|not found in the package registry/i.test(run.stderr);
  throw new UserError({
    what:
      version !== undefined
        ? `${facts.package} ${version} cannot be installed`
        : absent
          ? `its dependencies are not in ${uv.index.description}`
          : 'its dependencies are in conflict',
    where: version === undefined ? basename(facts.file) : `${where}, ${uv.index.description}`,
    why: relevantLines(run.stderr),
    next:
      version === undefined
        ? `fix the dependencies in the header of the adapter${absent ? ', or the settings of the index' : ''}`
        : `choose a version that exists for Python ${python.version} on this platform, or leave \`version\` out`,
  });
}

/** What to do when the index did not answer. */
export function nextStep(name: string): string {
  return `check the network, and that \`pip download --no-deps ${name}\` works here: pip's and uv's index settings are honoured`;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
