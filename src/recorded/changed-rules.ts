/** What a pull request changes in the rules by which it is judged: whoever reads its result should know. */

import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseLock } from '../baseline/parse-lock.js';
import type { LoadedBaseline } from '../baseline/read-baseline.js';
import { changedConfig } from '../config/changed-config.js';
import { PLACES } from '../config/load-config.js';
import { parseConfig } from '../config/parse-config.js';
import { type Config, configSchema } from '../config/schema.js';
import { askGit } from '../discover/ask-git.js';
import { FOLDER_READERS } from '../discover/folder-form.js';
import { namedLikeModel } from '../discover/read-form.js';
import type { Host } from '../host/host.js';
import { runContext } from '../host/run-context.js';
import type { RunOfResults } from '../results/schema.js';

export type ChangedRule = NonNullable<RunOfResults['changedRules']>[number];

/** How a run is judged. */
export interface Rules {
  readonly config: Config;
  /** Null when the defaults apply. */
  readonly configPath: string | null;
  readonly baseline: LoadedBaseline;
  /** Whether what fails is decided by the command line or the action's input, which no pull request changes. */
  readonly failOnGiven: boolean;
}

const COMMIT = /^[0-9a-f]{40,64}$/;
/** Of files in one sentence. */
const MOST_NAMED = 3;

/** Nothing outside of a pull request, and where its base is not in the checkout. */
export async function changedRules(rules: Rules, host: Host): Promise<readonly ChangedRule[]> {
  const { pullRequest } = runContext(host.env);
  const { baseSha = '' } = pullRequest ?? {};
  if (!COMMIT.test(baseSha)) return [];
  const before = (path: string) => textAt(host.cwd, baseSha, path);
  try {
    const changed = await changedFiles(host.cwd, baseSha);
    return [
      ...(await ofConfig(rules, before)),
      ...(await ofBaseline(rules.baseline, before)),
      ...ofFiles(changed, rules.config),
    ];
  } catch {
    host.log.info(
      'what the pull request changes in its own rules is not known: its base is not in the checkout (fetch-depth: 2)',
    );
    return [];
  }
}

type Before = (path: string) => Promise<string | null>;

async function ofConfig({ config, configPath: path, failOnGiven }: Rules, before: Before): Promise<ChangedRule[]> {
  const [was, text] = await firstOf(path === null ? PLACES : [path, ...PLACES], before);
  const old = text === null ? configSchema.parse({}) : configOf(text, was);
  const place = path ?? was;
  if (old === null) return [{ path: place, text: 'the one of the base branch cannot be read' }];
  const judged = failOnGiven ? { ...old, 'fail-on': config['fail-on'] } : old;
  return changedConfig(judged, config).map((sentence) => ({ path: place, text: sentence }));
}

async function firstOf(paths: readonly string[], before: Before): Promise<[path: string, text: string | null]> {
  for (const path of paths) {
    const text = await before(path);
    if (text !== null) return [path, text];
  }
  return [paths[0] ?? '', null];
}

function configOf(text: string, path: string): Config | null {
  try {
    return parseConfig(text, path).config;
  } catch {
    return null;
  }
}

/** Approvals that the base branch does not have. */
async function ofBaseline({ path, baseline }: LoadedBaseline, before: Before): Promise<ChangedRule[]> {
  if (baseline.approvals.length === 0) return [];
  const text = await before(path);
  const known = text === null ? [] : approvalsOf(text, path);
  const added = baseline.approvals.filter((one) => !known.some((other) => isDeepStrictEqual(one, other)));
  return added.map(({ model, runtime }) => ({ path, text: `it accepts \`${model}\` on \`${runtime}\`` }));
}

function approvalsOf(text: string, path: string) {
  try {
    return parseLock(text, path).approvals;
  } catch {
    return [];
  }
}

const HOW: Readonly<Record<string, ChangedFile['how']>> = { A: 'added', D: 'removed' };

interface ChangedFile {
  readonly path: string;
  readonly how: 'added' | 'removed' | 'replaced';
}

/** Files that the base has otherwise or not at all. Trees are compared, so that no filter runs. */
async function changedFiles(cwd: string, base: string): Promise<readonly ChangedFile[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--no-renames',
    '--name-status',
    '--diff-filter=ADMT',
    '--relative',
    base,
    'HEAD',
  ];
  const parts = (await askGit(cwd, args)).toString('utf8').split('\0');
  const found: ChangedFile[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2)
    found.push({ path: parts[at + 1] ?? '', how: HOW[parts[at] ?? ''] ?? 'replaced' });
  return found;
}

function ofFiles(changed: readonly ChangedFile[], config: Config): ChangedRule[] {
  const goldens = (config.models ?? []).flatMap(({ golden }) => (golden === undefined ? [] : [folder(golden)]));
  const isGolden = ({ path }: ChangedFile) =>
    /(?:^|\/)golden\/|\.golden\//.test(path) || goldens.some((one) => path.startsWith(one));
  const code = new Set([
    ...(config.runtimes ?? []).map((entry) => posix.normalize(typeof entry === 'string' ? entry : entry.use)),
    ...config.converters.map((path) => posix.normalize(path)),
  ]);
  const golden = changed.filter(isGolden);
  const models = changed.filter((file) => isModel(file.path) && !isGolden(file));
  const added = models.flatMap(({ path, how }) => (how === 'added' ? [path] : []));
  return [
    ...together(golden, ({ how }) => how === 'removed', 'it removes golden cases'),
    ...together(golden, ({ how }) => how === 'replaced', 'it replaces golden cases'),
    ...together(
      golden,
      ({ path, how }) => how === 'added' && OUTPUTS.test(path) && !isOfNew(path, added),
      'it adds golden outputs, which are now what the model is compared with',
    ),
    ...together(models, ({ how }) => how === 'removed', 'it removes models'),
    ...together(changed, ({ path, how }) => how !== 'added' && code.has(path), 'it changes what runs the models'),
  ];
}

const OUTPUTS = /\boutputs?[._\d/]/;

function isModel(path: string): boolean {
  return namedLikeModel(path) || FOLDER_READERS.some(({ marker }) => path === marker || path.endsWith(`/${marker}`));
}

/** Whether the golden case is one of a model that the pull request brings. */
function isOfNew(path: string, models: readonly string[]): boolean {
  const stems = models.map((model) => model.replace(/\.[^./]*$/, ''));
  return stems.some((stem) => path.startsWith(`golden/${stem}/`) || path.startsWith(`${stem}.golden/`));
}

function folder(path: string): string {
  return `${posix.normalize(path).replace(/\/$/, '')}/`;
}

function together(files: readonly ChangedFile[], test: (file: ChangedFile) => boolean, what: string): ChangedRule[] {
  const paths = files.filter(test).map(({ path }) => path);
  const [first] = paths;
  if (first === undefined) return [];
  const more = paths.length > MOST_NAMED ? ` and ${paths.length - MOST_NAMED} more` : '';
  const named = paths.slice(0, MOST_NAMED).map((path) => `\`${path}\``);
  return [{ path: first, text: `${what}: ${named.join(', ')}${more}` }];
}

/** Null when the commit has no such file. @throws without that commit */
async function textAt(cwd: string, commit: string, path: string): Promise<string | null> {
  try {
    return (await askGit(cwd, ['cat-file', 'blob', `${commit}:./${posix.normalize(path)}`])).toString('utf8');
  } catch {
    return null;
  }
}
