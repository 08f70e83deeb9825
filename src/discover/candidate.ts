import { existsSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import picomatch from 'picomatch';
import { didYouMean } from '../config/did-you-mean.js';
import type { CodeEntry, FormEntry, ModelEntry } from '../config/schema.js';
import { type Explanation, Mistakes, UserError } from '../errors.js';
import { TFJS_FILE } from '../formats/tfjs/tfjs-model.js';
import { shellQuote } from '../paste-command.js';
import { codePath } from './code-form.js';
import { findFolderReader, folderOfMarker, isFolder } from './folder-form.js';
import type { Form } from './form.js';
import { hollowFault } from './hollow-file.js';
import { findReader } from './read-form.js';
import { submoduleAround } from './submodule-around.js';

/** What is known of a model from its config entry, or its path alone, before any file is read. */
export interface Candidate {
  readonly id: string | undefined;
  readonly forms: readonly RequestedForm[];
  readonly entry: ModelEntry;
}

export interface RequestedForm {
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

/** Every committed file or folder that is a model, or was one before it was emptied or cut. */
export function everyModel(root: string, files: readonly string[]): Candidate[] {
  const isModel = (path: string) =>
    isFolder(root, path)
      ? findFolderReader(root, path) !== null
      : findReader(root, path) !== null || hollowFault(join(root, path)) !== null;
  const models = files.filter((path) => !IGNORED(path) && isModel(path));
  return models.map((path) => ({ id: undefined, forms: [plainForm(path)], entry: BARE }));
}

/** The models of the configuration. A file that an entry names belongs to that entry, and patterns match only the rest. Mistakes are noted by entry. */
export function candidatesOf(
  root: string,
  entries: readonly ModelEntry[],
  files: readonly string[],
  note: (mistake: Explanation, entry: ModelEntry) => void,
): Candidate[] {
  const named = entries.map((entry) => {
    const mistakes = new Mistakes();
    const forms = mistakes.attempt(() => namedForms(root, entry, files));
    for (const mistake of mistakes.found) note(mistake, entry);
    return forms;
  });
  const taken = new Set(named.flatMap((forms) => (forms ?? []).map(({ path }) => path)));
  return entries.flatMap((entry, index) => {
    const forms = named[index];
    if (forms === undefined) return [];
    if (forms !== null) return [{ id: entry.id, forms, entry }];
    const pattern = normalPath(entry.path ?? '');
    const matches = picomatch(pattern, { dot: true });
    const matching = files.filter((path) => matches(path));
    if (matching.length === 0)
      note(
        {
          what: `no committed file matches the pattern ${JSON.stringify(pattern)}`,
          where: 'models',
          next: 'git add the models, or fix the pattern',
        },
        entry,
      );
    const left = matching.filter((path) => !taken.has(path));
    for (const path of left) taken.add(path);
    const id = left.length === 1 ? entry.id : undefined;
    return left.map((path) => ({ id, forms: [plainForm(path)], entry }));
  });
}

/** The files that an entry names one by one; null when it is a pattern. */
function namedForms(root: string, entry: ModelEntry, files: readonly string[]): Candidate['forms'] | null {
  const forms = entry.forms ?? [entry.path ?? ''];
  if (entry.forms === undefined && isPattern(root, normalPath(entry.path ?? ''))) return null;
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

/** A file may be called `model[1].onnx`: an existing path is not a pattern. */
const isPattern = (root: string, path: string): boolean =>
  picomatch.scan(path).isGlob === true && !existsSync(join(root, path));

/** A path or pattern of the configuration, as git writes paths. */
export const normalPath = (path: string): string => posix.normalize(path.replaceAll('\\', '/')).replace(/^\.\//, '');

function oneFile(root: string, path: string, files: readonly string[]): string {
  // Joined to the root, it would name another file.
  if (posix.isAbsolute(path) || win32.isAbsolute(path))
    throw new UserError({
      what: `${JSON.stringify(path)} is an absolute path`,
      where: 'models',
      why: 'on another machine it leads elsewhere or nowhere',
      next: 'name a file of the repository by its path relative to the working directory',
    });
  // Where a name may have one, a backslash is part of it; elsewhere it is how Windows writes paths.
  if (path.includes('\\') && files.includes(path)) return path;
  const wanted = fileOrFolder(root, normalPath(path).replace(/\/$/, ''));
  // The file need not be in git yet: a local run comes before the commit.
  if (files.includes(wanted) || existsSync(join(root, wanted))) return wanted;
  const submodule = submoduleAround(root, wanted);
  if (submodule !== null)
    throw new UserError({
      what: `there is no file ${JSON.stringify(wanted)}`,
      where: 'models',
      why: `${submodule} is a submodule, and this file of it is not checked out`,
      next: `\`git submodule update --init ${shellQuote(submodule)}\`; in a workflow, \`submodules: true\` of actions/checkout`,
    });
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
