import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { UserError } from '../errors.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { cachedFolder } from './cached-folder.js';
import { contentKey } from './content-key.js';
import { embeddedFolder } from './embedded-folder.js';
import { findNpm } from './find-npm.js';
import { findPackages, type NpmRequirement, parseNpmRequirement } from './find-packages.js';
import { installError } from './install-error.js';
import { npmSettingsOfRepository } from './npm-settings.js';
import { pruneBinaries } from './prune-binaries.js';
import { runTool } from './run-tool.js';
import { unpackEmbedded } from './unpack-embedded.js';
import { untilWhole } from './until-whole.js';

export interface NodeEnvironment {
  /** Identifies what is installed and for which machine: equal keys, equal environments. */
  readonly key: string;
  /** The folder that holds node_modules. */
  readonly root: string;
  readonly cached: boolean;
}

const INSTALL_SECONDS = 900;
/** Packages run no scripts: those could do anything, and onnxruntime-node's downloads GPU libraries. */
const NPM_FLAGS = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
/** By default npm retries for minutes. */
const NPM_BOUNDS = {
  fetch_retries: '2',
  fetch_retry_mintimeout: '1000',
  fetch_retry_maxtimeout: '5000',
  fetch_timeout: '60000',
};

/**
 * The packages of a runtime written for Node.js: those that ship with the gate, as they are or packed, else
 * installed by npm into the cache, from the committed lock or, with `version`, as npm resolves them.
 * @param version release of the main package instead of the one the adapter pins
 * @throws InfrastructureError when npm is missing or the packages cannot be fetched; UserError when there is no such
 * `version`
 */
export async function prepareNodeEnvironment(
  facts: RuntimeFacts,
  version: string | undefined,
  host: Host,
): Promise<NodeEnvironment> {
  const requirements = requirementsOf(facts, version);
  const shipped = await findPackages(embeddedFolder(host.assets, facts.id), requirements);
  const lock = version === undefined ? await readLock(facts.id, host) : null;
  const key = await environmentKey(requirements, lock, host);
  if (shipped !== null) return { key, root: shipped, cached: true };
  const { folder, cached } = await cachedFolder(host, join('environments', key), async (target) => {
    if (lock !== null && (await unpackEmbedded(facts.id, requirements, target, host))) return;
    host.log.progress(`installing ${facts.title}`);
    await install(facts, version, requirements, lock, target, host);
    await pruneBinaries(join(target, 'node_modules'), process.platform, process.arch);
  });
  return { key, root: folder, cached };
}

/**
 * What is installed for a runtime written for Node.js, known without installing anything: its requirements with their
 * lock. For another `version` the lock is that of the installation in the cache; null when there is none.
 */
export async function nodePins(
  facts: RuntimeFacts,
  version: string | undefined,
  host: Pick<Host, 'assets' | 'cache' | 'cwd'>,
): Promise<string | null> {
  const requirements = requirementsOf(facts, version);
  if (version === undefined) return contentKey([requirements, await readLock(facts.id, host)]);
  const installed = join(
    host.cache,
    'environments',
    await environmentKey(requirements, null, host),
    'package-lock.json',
  );
  const lock = await readFile(installed, 'utf8').catch(() => null);
  return lock === null ? null : contentKey([requirements, lock]);
}

/** Without a lock, what one branch's registry holds is nothing to a branch that has another. */
async function environmentKey(
  requirements: readonly NpmRequirement[],
  lock: string | null,
  host: Pick<Host, 'cwd'>,
): Promise<string> {
  return contentKey([requirements, lock ?? (await npmSettingsOfRepository(host)), process.platform, process.arch]);
}

/** Packages of one scope with the same version are released together, so they change version together. */
export function requirementsOf(
  { package: main, dependencies }: Pick<RuntimeFacts, 'package' | 'dependencies'>,
  version: string | undefined,
): NpmRequirement[] {
  const pins = dependencies.map(parseNpmRequirement);
  const pinned = pins.find(({ name }) => name === main)?.version;
  const scope = /^@[^/]+\//.exec(main)?.[0];
  const goesAlong = (pin: NpmRequirement) =>
    pin.name === main || (scope !== undefined && pin.name.startsWith(scope) && pin.version === pinned);
  return version === undefined ? pins : pins.map((pin) => (goesAlong(pin) ? { ...pin, version } : pin));
}

async function install(
  facts: RuntimeFacts,
  version: string | undefined,
  requirements: readonly NpmRequirement[],
  lock: string | null,
  target: string,
  host: Host,
): Promise<void> {
  const [npm, ...first] = await findNpm(host);
  await writeFile(join(target, 'package.json'), `${JSON.stringify(packageJson(facts.id, requirements), null, 2)}\n`);
  if (lock !== null) await writeFile(join(target, 'package-lock.json'), lock);
  // For as long as the installation takes.
  const settings = join(target, '.npmrc');
  await writeFile(settings, await npmSettingsOfRepository(host));
  const run = await untilWhole(() =>
    runTool(npm, [...first, lock === null ? 'install' : 'ci', ...NPM_FLAGS], {
      cwd: target,
      env: npmEnvironment(host),
      timeoutSeconds: INSTALL_SECONDS,
      signal: host.signal,
    }),
  );
  await rm(settings, { force: true });
  if (run.status === 0) return;
  const where = `runtime ${facts.id}`;
  if (version !== undefined && /\bETARGET\b/.test(run.stderr)) throw missingRelease(facts, version, run.stderr);
  throw installError(
    {
      what: `${facts.title} cannot be installed`,
      where: `${where}, npm`,
      next: `check the network, and that \`npm view ${facts.package}\` works here: npm's settings are honoured`,
    },
    run,
  );
}

/** The release that npm does not find: that of the runtime, or that of a package that is released with it. */
function missingRelease({ id, package: main }: RuntimeFacts, version: string, stderr: string): UserError {
  const missing = /No matching version found for (\S+)@/.exec(stderr)?.[1] ?? main;
  return new UserError({
    what: `${missing} ${version} does not exist`,
    where: `runtime ${id}`,
    ...(missing !== main && { why: `it is installed in the same release as ${main}` }),
    next: `choose a version that \`npm view ${missing} versions\` lists, or leave \`version\` out`,
  });
}

/** What npm sees when it fetches. Settings of the user take precedence. */
export function npmEnvironment(host: Host): Record<string, string> {
  const env: Record<string, string> = { ...installerEnvironment(host) };
  const set = new Set(Object.keys(env).map((name) => name.toLowerCase()));
  for (const [name, value] of Object.entries(NPM_BOUNDS))
    if (!set.has(`npm_config_${name}`)) env[`npm_config_${name}`] = value;
  return env;
}

/** The manifest that the lock of an adapter belongs to. */
export function packageJson(id: string, requirements: readonly NpmRequirement[]) {
  const pins = requirements.map(({ name, version }) => [name, version] as const).sort();
  return { name: `portability-${id}`, version: '0.0.0', private: true, dependencies: Object.fromEntries(pins) };
}

async function readLock(id: string, host: Pick<Host, 'assets'>): Promise<string | null> {
  try {
    return await readFile(join(host.assets, 'adapters', 'locks', `${id}.package-lock.json`), 'utf8');
  } catch {
    return null;
  }
}
