import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { contentOf } from '../config/recipe.js';
import type { Config } from '../config/schema.js';
import { askGit } from '../discover/ask-git.js';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import { hashFiles } from '../discover/hash-files.js';
import { listFiles } from '../discover/list-files.js';
import { pathFault } from '../discover/path-fault.js';
import { UserError } from '../errors.js';
import { findCases } from '../golden/find-cases.js';
import type { GoldenFiles } from '../golden/golden-case.js';
import type { Host } from '../host/host.js';
import { type Platform, systemNumerics } from '../host/platform.js';
import type { Column } from '../plan/column.js';
import type { CellPlan, ModelPlan, Plan } from '../plan/plan.js';
import type { RouteStep } from '../plan/routes.js';
import { truthColumns } from '../plan/truth-columns.js';
import type { ResultCell } from '../results/schema.js';
import { numericEnvironment } from '../sandbox/env.js';
import type { SandboxLevel } from '../sandbox/launcher.js';
import { type AdapterPins, adapterPins } from './adapter-pins.js';
import { programDigest } from './program-digest.js';

/** Names of results: equal keys, equal results. */
export interface RowKeys {
  /**
   * Of a pass on the cell's own route, which no other route can change: one for each column, in their order; null for a
   * cell that has to run, or is not run at all.
   */
  readonly passes: readonly (string | null)[];
  /** Of every other result: other routes are tried where a cell does not pass. */
  readonly cells: readonly (string | null)[];
  /**
   * Whether it is unknown what another route of the cell would need, because its packages were never resolved: the key
   * then names only a result for which no other route was tried.
   */
  readonly onOwnRoute: readonly boolean[];
  /** Of the whole row; null when a cell that runs has no key. */
  readonly row: string | null;
}

/** The name of a result, null for one that depends on more than its key holds. */
export function nameOf(
  keys: RowKeys,
  place: number,
  { state, otherRoutes }: Pick<ResultCell, 'state' | 'otherRoutes'>,
): string | null {
  if (state === 'pass' && otherRoutes === undefined) return keys.passes[place] ?? null;
  if (keys.onOwnRoute[place] === true && otherRoutes !== undefined) return null;
  return keys.cells[place] ?? null;
}

export interface KeyContext {
  readonly host: Host;
  readonly config: Config;
  readonly platform: Platform;
  /** Isolation level of the workers. */
  readonly sandbox: SandboxLevel;
  readonly everyProbe: boolean;
  readonly everyTruth: boolean;
  /** Every adapter: some of them evaluate in float64. */
  readonly runtimes: readonly RuntimeFacts[];
}

/** Gives results their names. */
export interface CellKeys {
  /** One for each model of the plan, in their order. After a run more of them may be known: what it installed is pinned. */
  keys(): Promise<readonly RowKeys[]>;
}

/**
 * Everything that each result of the plan depends on, as digests: the gate, the machine, the configuration that matters to
 * it, the bytes of the model, its code and its goldens, read now, and what is installed for the runtime, the converters on
 * its route and the reference. Nothing is installed or started.
 */
export async function cellKeys(plan: Plan, context: KeyContext): Promise<CellKeys> {
  const { host, config, platform, sandbox, everyProbe, everyTruth } = context;
  const pins = adapterPins(host);
  // What is left out is in the plan of each cell, or decides nothing about its result.
  const {
    runtimes: _,
    models: __,
    converters: ___,
    tolerance,
    platforms,
    comment,
    'fail-on': failOn,
    ...settings
  } = config;
  const gate = digest([
    programDigest(host.assets),
    systemNumerics(platform),
    numericEnvironment(host.env),
    [settings, sandbox, everyProbe, everyTruth],
  ]);
  const code = plan.models.some(({ model }) => isCode(model)) ? await codeDigest(host.cwd) : null;
  const files: (string | null)[] = [];
  for (const { model } of plan.models) files.push(await filesDigest(model, isCode(model) ? code : null, host));
  return {
    async keys() {
      const everywhere = await columnKey(plan.onnxHome, pins);
      const common = everywhere === null ? null : digest([gate, everywhere]);
      const truth = await Promise.all(
        truthColumns(context.runtimes, plan.columns, `${platform.os}-${platform.arch}`).map((column) =>
          columnKey(column, pins),
        ),
      );
      return Promise.all(plan.models.map((model, index) => rowKeys(model, common, files[index] ?? null, truth, pins)));
    },
  };
}

async function rowKeys(
  { cells, reference, noise }: ModelPlan,
  common: string | null,
  files: string | null,
  truth: readonly (string | null)[],
  pins: AdapterPins,
): Promise<RowKeys> {
  const home = await columnKey(reference, pins);
  const jittered = await columnKey(noise?.column ?? null, pins);
  const parts = await Promise.all(cells.map((cell) => cellDigest(cell, pins)));
  if (common === null || files === null || home === null || jittered === null)
    return {
      passes: cells.map(() => null),
      cells: cells.map(() => null),
      onOwnRoute: cells.map(() => false),
      row: null,
    };
  const model = digest([common, files, home, jittered, noise?.form.path ?? null]);
  const keyOf = (own: string | undefined) => (own === undefined ? null : digest([model, own]));
  return {
    passes: parts.map((part) => keyOf(part?.pass)),
    cells: parts.map((part) => (part?.pass === undefined ? null : keyOf(part.digest))),
    onOwnRoute: parts.map((part) => part?.onOwnRoute === true),
    // Who is right is found out for a row, by runtimes that need not be columns.
    row:
      parts.includes(null) || truth.includes(null) ? null : digest([model, parts.map((part) => part?.digest), truth]),
  };
}

const isCode = ({ forms }: Model): boolean =>
  forms.some(({ content: { format } }) => format === 'pytorch-module' || format === 'jax-function');

/** The files of a model and of its cases, and what the configuration says of them; null if they cannot all be read. */
async function filesDigest(model: Model, code: string | null, host: Host): Promise<string | null> {
  const cases = await casesDigest(model, host);
  if (cases === null) return null;
  // Where they lie on this machine does not matter: their bytes are in the digest of the form.
  const forms = model.forms.map(({ absolute, files, content, ...form }) => [
    form,
    files.map(({ to }) => to),
    content.format,
  ]);
  return digest([model.id, forms, code, model.entry, cases]);
}

interface CellDigest {
  readonly digest: string;
  /** Without other routes; left out for a cell that is not run. */
  readonly pass?: string;
  readonly onOwnRoute: boolean;
}

/**
 * A cell that does not run is what the plan says, which costs nothing to find out again. Other routes are taken only by a
 * cell that does not pass, and it is then that their packages are resolved.
 */
async function cellDigest(cell: CellPlan, pins: AdapterPins): Promise<CellDigest | null> {
  if (cell.kind === 'skip')
    return { digest: digest(['skip', cell.column.id, cell.state, cell.fault]), onOwnRoute: false };
  const { column, forms, refused, route, otherRoutes, rules, rulesOfForms } = cell;
  const runtime = await columnKey(column, pins);
  const [source] = forms;
  const own = source === undefined ? [] : [await routeKey({ form: source, steps: route }, pins)];
  const others = await Promise.all(otherRoutes.map((one) => routeKey(one, pins)));
  if (runtime === null || own.includes(null)) return null;
  const files = [forms.map(({ path }) => path), refused.map(({ form }) => form.path)];
  const pass = digest([runtime, own, files, rules, rulesOfForms ?? null]);
  return {
    pass,
    digest: digest([pass, others]),
    onOwnRoute: others.includes(null),
  };
}

async function routeKey(
  { form, steps }: { readonly form: Form; readonly steps: readonly RouteStep[] },
  pins: AdapterPins,
): Promise<string | null> {
  // The first converter runs the code of the model.
  const pinned = await Promise.all(
    steps.map((step, index) => pins.ofConverter(step, index === 0 ? (form.requirements ?? []) : [])),
  );
  return pinned.includes(null)
    ? null
    : digest([form.path, pinned, steps.map(({ converter, options }) => [converter.id, options])]);
}

/** `none` without a column: nothing is needed there. */
async function columnKey(column: Column | null, pins: AdapterPins): Promise<string | null> {
  if (column === null) return 'none';
  const pinned = await pins.ofColumn(column);
  if (pinned === null) return null;
  const { runtime, through, tolerance, platforms, ...own } = column;
  return digest([pinned, runtime.id, own, through?.map(({ id }) => id) ?? null]);
}

/** The bytes of the golden files and of the arrays that recipes name; null when they cannot be read, which the run reports. */
async function casesDigest({ id, forms, entry }: Model, { cwd }: Host): Promise<string | null> {
  const named = Object.values(entry.inputs).flatMap((recipe) => {
    const content = contentOf(recipe);
    return content.kind === 'file' ? [content.path] : [];
  });
  try {
    const { golden: folder } = entry;
    const cases = await findCases({
      root: cwd,
      model: id,
      form: forms[0].path,
      ...(folder === undefined ? {} : { folder }),
    });
    const files = cases.flatMap(({ inputs, expected }) => [...filesOf(inputs), ...(expected ? filesOf(expected) : [])]);
    const paths = [...files, ...named];
    if (paths.some((path) => pathFault(cwd, path) !== null)) return null;
    const hashes = await Promise.all(paths.map((path) => hashFiles([resolve(cwd, path)])));
    return digest([cases, named, hashes]);
  } catch (error) {
    if (error instanceof UserError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}

function filesOf(files: GoldenFiles): string[] {
  return files.layout === 'archive' ? [files.path] : files.files.map(({ path }) => path);
}

/** A program may read any committed file, and import Python files that are not committed yet. */
async function codeDigest(root: string): Promise<string> {
  const { files } = await listFiles(root);
  const untracked = await askGit(root, ['ls-files', '-z', '--others', '--', '*.py']).then(
    (answer) =>
      answer
        .toString('utf8')
        .split('\0')
        .filter((path) => path !== ''),
    () => [],
  );
  const all = [...new Set([...files, ...untracked])].filter((path) => pathFault(root, path) === null).sort();
  const hashes: string[][] = [];
  for (const path of all) hashes.push([path, await hashFiles([join(root, path)])]);
  return digest(hashes);
}

function digest(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
