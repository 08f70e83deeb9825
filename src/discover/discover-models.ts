import { existsSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import picomatch from 'picomatch';
import { didYouMean } from '../config/did-you-mean.js';
import type { CodeEntry, Config, FormEntry, ModelEntry } from '../config/schema.js';
import { Mistakes, UserError } from '../errors.js';
import { TFJS_FILE } from '../formats/tfjs/tfjs-model.js';
import type { Host } from '../host/host.js';
import { codePath, readCodeForm } from './code-form.js';
import { findFolderReader, folderOfMarker, isFolder, withFolders } from './folder-form.js';
import { type Form, outputsOfForm } from './form.js';
import { hollowFault } from './hollow-file.js';
import { listFiles } from './list-files.js';
import { ownChanges } from './own-changes.js';
import { ownNames } from './own-names.js';
import { findReader, readForm } from './read-form.js';

/** One model with its committed forms, as found; the first form gives it its names. */
export interface Model {
  readonly id: string;
  readonly forms: readonly [Form, ...Form[]];
  readonly entry: ModelEntry;
  /** There is no such file any more: a baseline or goldens expect it. */
  readonly gone?: true;
}

/** Names of the outputs, as the first form has them and in its order; null where its format does not declare them. */
export function outputNames({ forms }: Model): string[] | null {
  return outputsOfForm(forms[0])?.map(({ name }) => name) ?? null;
}

/** What is known of a model from its config entry, or its path alone, before any file is read. */
interface Candidate {
  readonly id: string | undefined;
  readonly forms: readonly RequestedForm[];
  readonly entry: ModelEntry;
}

interface RequestedForm {
  readonly path: string;
  /** What the config declares of it. */
  readonly declared: Pick<Form, 'names' | 'extraOutputs' | 'precision' | 'tolerance'>;
  /** By the first form's name: its axes in the order of this form. */
  readonly layouts: Readonly<Record<string, readonly number[]>>;
  /** For a model that is a program. */
  readonly code?: CodeEntry;
}

const plainForm = (path: string): RequestedForm => ({ path, declared: { names: {} }, layouts: {} });

const BARE: ModelEntry = { inputs: {}, dims: {}, outputs: {} };
/** ONNX files in such folders are goldens or test data, not models to deploy. */
const IGNORED = picomatch(['**/test_data_set_*/**', '**/node_modules/**', 'portability-report/**'], { dot: true });

/**
 * Finds the models: those of the config, or every committed file that is a model.
 * @param filters ids or globs of paths from the command line; empty for all
 * @param mistakes where mistakes are noted: files that the config names and are not there, two models with one id, a filter
 *   that matches nothing; thrown together when left out
 * @param listed the committed files, where they are known already
 */
export async function discoverModels(
  config: Config,
  filters: readonly string[],
  host: Host,
  mistakes?: Mistakes,
  listed?: readonly string[],
): Promise<Model[]> {
  const noted = mistakes ?? new Mistakes();
  const files = withFolders(listed ?? (await listFiles(host.cwd)).files);
  const candidates =
    config.models === undefined ? everyModel(host.cwd, files) : candidatesOf(host.cwd, config.models, files, noted);
  const named = uniqueIds(host.cwd, candidates, noted);
  const wanted = filter(named, filters, noted);
  if (mistakes === undefined) noted.throwAll();
  const models: Model[] = [];
  for (const { id, forms, entry } of wanted) {
    const read: { readonly form: Form; readonly layouts: RequestedForm['layouts'] }[] = [];
    for (const { path, declared, layouts, code } of forms) {
      const found = code === undefined ? await readForm(host.cwd, path) : await readCodeForm(code, path, files, host);
      const form = { ...found, ...declared };
      checkExtraOutputs(form, id);
      read.push({ form, layouts });
    }
    const [first, ...rest] = read.map(({ form }) => form);
    if (first === undefined) continue;
    const further = rest.map((form, index) => {
      const named = { ...form, names: ownNames(first, form) };
      return { ...named, changes: ownChanges(first, named, read[index + 1]?.layouts ?? {}) };
    });
    models.push({ id, forms: [first, ...further], entry });
  }
  return models;
}

function everyModel(root: string, files: readonly string[]): Candidate[] {
  const isModel = (path: string) =>
    isFolder(root, path)
      ? findFolderReader(root, path) !== null
      : findReader(root, path) !== null || hollowFault(join(root, path)) !== null;
  const models = files.filter((path) => !IGNORED(path) && isModel(path));
  return models.map((path) => ({ id: undefined, forms: [plainForm(path)], entry: BARE }));
}

/** A file that an entry names belongs to that entry, and patterns match only the rest. */
function candidatesOf(
  root: string,
  entries: readonly ModelEntry[],
  files: readonly string[],
  mistakes: Mistakes,
): Candidate[] {
  const named = entries.map((entry) => mistakes.attempt(() => namedForms(root, entry, files)));
  const taken = new Set(named.flatMap((forms) => (forms ?? []).map(({ path }) => path)));
  return entries.flatMap((entry, index) => {
    const forms = named[index];
    if (forms === undefined) return [];
    if (forms !== null) return [{ id: entry.id, forms, entry }];
    const pattern = normal(entry.path ?? '');
    const matches = picomatch(pattern, { dot: true });
    const matching = files.filter((path) => matches(path));
    if (matching.length === 0)
      mistakes.add({
        what: `no committed file matches the pattern ${JSON.stringify(pattern)}`,
        where: 'models',
        next: 'git add the models, or fix the pattern',
      });
    const left = matching.filter((path) => !taken.has(path));
    for (const path of left) taken.add(path);
    const id = left.length === 1 ? entry.id : undefined;
    return left.map((path) => ({ id, forms: [plainForm(path)], entry }));
  });
}

/** The files that an entry names one by one; null when it is a pattern. */
function namedForms(root: string, entry: ModelEntry, files: readonly string[]): Candidate['forms'] | null {
  const forms = entry.forms ?? [entry.path ?? ''];
  if (entry.forms === undefined && isPattern(root, normal(entry.path ?? ''))) return null;
  return forms.map((form) => {
    if (typeof form === 'string') return plainForm(oneFile(root, form, files));
    const about = { declared: declaredOf(form), layouts: form.layouts };
    if ('path' in form) return { path: oneFile(root, form.path, files), ...about };
    return { path: codePath(form), ...about, code: form };
  });
}

/** A list under `extra` names outputs that only this form has; a name there is that of an output called extra. */
function declaredOf({ names: { extra, ...names }, precision, tolerance }: FormEntry): RequestedForm['declared'] {
  return {
    names: extra === undefined || Array.isArray(extra) ? names : { ...names, extra },
    ...(Array.isArray(extra) && { extraOutputs: extra }),
    ...(precision !== undefined && { precision }),
    ...(tolerance !== undefined && { tolerance }),
  };
}

/** @throws UserError for an extra output that the form does not have */
function checkExtraOutputs(form: Form, id: string): void {
  const outputs = outputsOfForm(form)?.map(({ name }) => name);
  const unknown = form.extraOutputs?.find((name) => outputs?.includes(name) === false);
  if (unknown === undefined || outputs === undefined) return;
  throw new UserError({
    what: `${form.path} has no output called ${JSON.stringify(unknown)}${didYouMean(unknown, outputs)}`,
    where: `models, ${id}, forms, names, extra`,
    why: `its outputs are ${outputs.join(', ')}`,
    next: 'fix the name, or remove it',
  });
}

/** A file may be called `model[1].onnx`: an existing path is not a pattern. */
const isPattern = (root: string, path: string): boolean =>
  picomatch.scan(path).isGlob === true && !existsSync(join(root, path));

const normal = (path: string): string => posix.normalize(path.replaceAll('\\', '/')).replace(/^\.\//, '');

function oneFile(root: string, path: string, files: readonly string[]): string {
  // Joined to the root, it would name another file.
  if (posix.isAbsolute(path) || win32.isAbsolute(path))
    throw new UserError({
      what: `${JSON.stringify(path)} is an absolute path`,
      where: 'models',
      why: 'on another machine it leads elsewhere or nowhere',
      next: 'name a file of the repository by its path relative to the working directory',
    });
  const wanted = fileOrFolder(root, normal(path).replace(/\/$/, ''));
  // The file need not be in git yet: a local run comes before the commit.
  if (files.includes(wanted) || existsSync(join(root, wanted))) return wanted;
  const elsewhere = files.find((file) => posix.basename(file) === posix.basename(wanted));
  const hint = elsewhere === undefined ? didYouMean(wanted, files) : `; did you mean ${JSON.stringify(elsewhere)}?`;
  throw new UserError({
    what: `there is no file ${JSON.stringify(wanted)}${hint}`,
    where: 'models',
    next: 'fix the path; it is relative to the working directory',
  });
}

/** The path of a model is that of its folder or its file, depending on its format, whichever of the two was named. */
function fileOrFolder(root: string, path: string): string {
  const description = posix.join(path, TFJS_FILE);
  if (!isFolder(root, path) || findFolderReader(root, path) !== null || !existsSync(join(root, description)))
    return folderOfMarker(path);
  return findReader(root, description) === null ? path : description;
}

/**
 * The default id is the path without extension or, in formats whose files all have the same name, the path of the
 * folder; where two would be equal, they keep the extension.
 */
function uniqueIds(
  root: string,
  candidates: readonly Candidate[],
  mistakes: Mistakes,
): (Candidate & { readonly id: string })[] {
  const stem = (path: string) => {
    if (isFolder(root, path)) return path;
    const { dir, base, name } = posix.parse(path);
    if (base === TFJS_FILE && dir !== '') return dir;
    // Ids become paths of golden folders.
    return name === '.' || name === '..' ? path : posix.join(dir, name);
  };
  const stems = candidates.map(({ id, forms }) => id ?? stem(forms[0]?.path ?? ''));
  const named = candidates.map((candidate, index) => {
    const short = stems[index] ?? '';
    const id =
      candidate.id ??
      (stems.filter((other) => other === short).length > 1 ? (candidate.forms[0]?.path ?? short) : short);
    return { ...candidate, id };
  });
  const seen = new Set<string>();
  for (const { id } of named) {
    if (seen.has(id))
      mistakes.add({
        what: `two models have the id ${JSON.stringify(id)}`,
        where: 'models',
        next: 'give each an `id` of its own',
      });
    seen.add(id);
  }
  return named;
}

function filter<T extends { readonly id: string; readonly forms: readonly { readonly path: string }[] }>(
  models: readonly T[],
  filters: readonly string[],
  mistakes: Mistakes,
): T[] {
  const tests = filters.map((text) => {
    const test = picomatch(normal(text), { dot: true });
    const matches = ({ id, forms }: T) => id === text || test(id) || forms.some(({ path }) => test(path));
    return { text, matches };
  });
  for (const { text, matches } of tests)
    if (!models.some(matches))
      mistakes.add({
        what: `no model is called ${JSON.stringify(text)}${didYouMean(
          text,
          models.map(({ id }) => id),
        )}`,
        next: 'run `portability plan`, which lists the models',
      });
  if (tests.length === 0) return [...models];
  return models.filter((model) => tests.some(({ matches }) => matches(model)));
}
