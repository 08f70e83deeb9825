import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { COSTS } from './adapters/costs.generated.js';
import { findConverters } from './adapters/find-converters.js';
import { findRuntimes } from './adapters/find-runtimes.js';
import { checkSession } from './check.js';
import { configPath } from './config/load-config.js';
import { configSchema } from './config/schema.js';
import { discoverModels } from './discover/discover-models.js';
import { unseenFiles } from './discover/unseen-files.js';
import { type Explanation, UserError } from './errors.js';
import type { Host } from './host/host.js';
import { makeFolder } from './host/make-folder.js';
import { requireOwnTarget } from './host/own-target.js';
import { regularText } from './host/regular-text.js';
import { chooseRuntimes, type JOB_PLATFORMS, mostCommonPlatform, type RuntimeChoice } from './init/choose-runtimes.js';
import { configText, type WaitingModel } from './init/config-text.js';
import { type FormGroup, groupForms } from './init/group-forms.js';
import type { InitFile, InitResult } from './init/init-result.js';
import { type RepositoryPlace, repositoryPlace } from './init/repository-place.js';
import { forkWorkflow, jobWorkflow, shardedWorkflow } from './init/workflow-text.js';
import { planSession } from './plan-session.js';
import { REPOSITORY } from './published.js';
import { withSession } from './session.js';

export interface InitRequest {
  /** Parts for each platform; one job without a matrix when left out. */
  readonly shards?: number;
  /** Also the workflow that comments on pull requests of forks. */
  readonly forks: boolean;
  /** Nothing is written. */
  readonly dryRun: boolean;
}

/** Runners by platform. */
const RUNNERS: Readonly<Record<string, string>> = {
  'linux-x64': 'ubuntu-24.04',
  'win32-x64': 'windows-2025',
  'darwin-arm64': 'macos-15',
} satisfies Record<(typeof JOB_PLATFORMS)[number], string>;

/**
 * Prepares a repository: a configuration for the models that are committed, and the workflows. A file that is there is
 * never changed, and nothing is written for a repository without models.
 */
export async function initRepository(request: InitRequest, host: Host): Promise<InitResult> {
  const place = await repositoryPlace(host.cwd);
  const config = configPath(host.cwd);
  if (config !== null) return besideConfig(config, place, request, host);
  const models = await discoverModels(configSchema.parse({}), [], host);
  const groups = groupForms(models.map(({ forms }) => forms[0]));
  const formats = new Set(models.flatMap(({ forms: [{ content }] }) => content.format ?? []));
  const choice = chooseRuntimes(formats, await findRuntimes(host, []), await findConverters(host, []));
  const unseen = await unseenFiles(host.cwd);
  const downloadBytes = downloadOf(choice.columns.map(({ runtime }) => runtime.id));
  if (groups.length === 0) return { files: [], models: 0, waiting: [], downloadBytes, unseen };
  const { rows, waiting, text } = await settledConfig(groups, choice, request, host);
  const files = [{ path: CONFIG, text, instead: null }, ...workflows(request, place, choice.platform, host.cwd)];
  await writeAll(files, request, host);
  return { files, models: rows.length, waiting, downloadBytes, unseen };
}

const CONFIG = 'portability.yml';

/** The workflows for a configuration that is there, which alone says what runs: also models that are code. */
async function besideConfig(
  config: string,
  place: RepositoryPlace,
  request: InitRequest,
  host: Host,
): Promise<InitResult> {
  const about = await aboutConfig(host);
  const unseen = await unseenFiles(host.cwd);
  if (about.models === 0) return { files: [], models: 0, waiting: [], downloadBytes: 0, unseen };
  const { models, downloadBytes, platform } = about;
  const files = [{ path: CONFIG, text: '', instead: config }, ...workflows(request, place, platform, host.cwd)];
  await writeAll(files, request, host);
  return { files, models, waiting: [], downloadBytes, unseen };
}

/** What the configuration runs, and on which platform most of its columns exist; not known where it is wrong. */
async function aboutConfig(host: Host): Promise<Pick<InitResult, 'models' | 'downloadBytes'> & { platform: string }> {
  try {
    const { models, columns } = await withSession({}, host, planSession);
    const converters = models
      .flatMap(({ cells }) => cells)
      .flatMap((cell) => (cell.kind === 'run' ? cell.route.map(({ converter }) => converter.id) : []));
    return {
      models: models.length,
      downloadBytes: downloadOf([...columns.map(({ runtime }) => runtime.id), ...converters]),
      platform: mostCommonPlatform(columns.map(({ runtime }) => runtime)),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { models: null, downloadBytes: 0, platform: mostCommonPlatform([]) };
  }
}

/** For the npm package, which has less in it than the action. */
function downloadOf(adapters: readonly string[]): number {
  return [...new Set(adapters)].reduce((sum, id) => sum + (COSTS[id]?.downloadBytes ?? 0), 0);
}

async function writeAll(files: readonly InitFile[], { dryRun }: InitRequest, { cwd }: Host): Promise<void> {
  const due = dryRun ? [] : files.filter(({ instead }) => instead === null);
  for (const { path } of due) requireOwnTarget(cwd, path);
  for (const file of due) await write(cwd, file);
}

/** The configuration with every model that passes the gate's own check; the others are comments with what it found. */
async function settledConfig(groups: readonly FormGroup[], choice: RuntimeChoice, request: InitRequest, host: Host) {
  const platforms = request.shards === undefined ? [] : platformsOf(choice);
  const textOf = (rows: readonly FormGroup[], waiting: readonly WaitingModel[]) =>
    configText({ choice, groups: rows, waiting, platforms });
  const whys = await faultsOf(textOf(groups, []), choice.platform, host);
  const found = groups.flatMap((group) => {
    const why = whys.get(group.first.path);
    return typeof why === 'string' ? [{ group, why }] : [];
  });
  const rows = groups.filter(({ first }) => whys.get(first.path) === null);
  // What a run skips while no model is named would be a row as soon as one is.
  const skipped = groups.flatMap((group) => {
    const { path, content } = group.first;
    return !whys.has(path) && 'fault' in content ? [{ group, why: inOneLine(content.fault) }] : [];
  });
  const waiting = found.length === 0 ? [] : [...found, ...skipped];
  return { rows, waiting, text: textOf(rows, waiting) };
}

/**
 * By the path of a model's first form: what `portability check` says of it on the platform of the job, null for nothing.
 * Without those that are skipped.
 */
async function faultsOf(text: string, platform: string, host: Host): Promise<ReadonlyMap<string, string | null>> {
  const [os = '', arch = ''] = platform.split('-');
  const config = join(host.scratch, 'portability.yml');
  await writeFile(config, text);
  return withSession({ config }, host, async (session) => {
    const { models } = await checkSession({ ...session, platform: { ...session.platform, os, arch, isa: [] } });
    return new Map(
      models.map(({ path, problems: [problem], skipped }) => {
        const fault = problem ?? skipped;
        return [path, fault === null ? null : inOneLine(fault)];
      }),
    );
  });
}

/** The place is said before it. */
function inOneLine({ what, why, next }: Explanation): string {
  return [what, why, next]
    .filter((part) => part !== undefined)
    .join('; ')
    .replaceAll(/\s+/g, ' ');
}

function platformsOf({ columns, platform }: RuntimeChoice): string[] {
  return [...new Set([platform, ...columns.flatMap(({ elsewhere }) => elsewhere.slice(0, 1))])];
}

function workflows(
  { shards, forks }: InitRequest,
  { root, folder, branch }: RepositoryPlace,
  platform: string,
  cwd: string,
): InitFile[] {
  const stem = ['portability', ...folder.split('/').filter((part) => part !== '')].join('-');
  const target = { branch, folder, runner: RUNNERS[platform] ?? 'ubuntu-24.04' };
  const file = (name: string, part: RegExp, text: string): InitFile => ({
    path: toPath(cwd, join(root, WORKFLOWS, name)),
    text,
    instead: existing(root, name, part, folder, cwd),
  });
  const main = shards === undefined ? jobWorkflow(target) : shardedWorkflow(target, shards);
  return [
    file(`${stem}.yml`, GATE, main),
    ...(forks ? [file(`${stem}-forks.yml`, PUBLISHER, forkWorkflow(target))] : []),
  ];
}

const WORKFLOWS = '.github/workflows';
const MOST_WORKFLOW_BYTES = 4 << 20;
const GATE = new RegExp(`uses: *['"]?${REPOSITORY}(/\\.github/workflows/[^@]+)?@`);
const PUBLISHER = new RegExp(`uses: *['"]?${REPOSITORY}/publish@`);

/** The workflow of that name or, for the root, another one that uses the action. */
function existing(root: string, name: string, uses: RegExp, folder: string, cwd: string): string | null {
  const path = join(root, WORKFLOWS, name);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return toPath(cwd, path);
  if (folder !== '' || !existsSync(join(root, WORKFLOWS))) return null;
  const found = readdirSync(join(root, WORKFLOWS))
    .filter((other) => /\.ya?ml$/.test(other))
    .sort()
    .find((other) => uses.test(workflowText(join(root, WORKFLOWS, other))));
  return found === undefined ? null : toPath(cwd, join(root, WORKFLOWS, found));
}

/** Empty where it is none that GitHub would read. */
function workflowText(path: string): string {
  try {
    return regularText(path, MOST_WORKFLOW_BYTES);
  } catch {
    return '';
  }
}

const toPath = (cwd: string, path: string): string => posix.normalize(relative(cwd, path).replaceAll('\\', '/'));

async function write(cwd: string, { path, text }: InitFile): Promise<void> {
  const target = join(cwd, path);
  await makeFolder(dirname(target));
  // Never over a file that has appeared since.
  await writeFile(target, text, { flag: 'wx' });
}
