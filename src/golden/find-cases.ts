import { type Dirent, existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, relative, resolve, sep } from 'node:path';
import { outsideFault } from '../discover/path-fault.js';
import { type Explanation, Mistakes, UserError } from '../errors.js';
import { ARCHIVE_FORMATS, type ArchiveFormat, type GoldenCase, type GoldenFiles } from './golden-case.js';

export interface FindCasesOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly model: string;
  /** Path of the model's first form, relative to the root. */
  readonly form: string;
  /** Configured folder, relative to the root; without it the two default places are searched. */
  readonly folder?: string;
}

/**
 * The golden cases of a model, sorted by name, numbers by value; nothing is read yet. Without a configured folder they
 * are in `golden/<model id>/` or in `<form's stem>.golden/` beside the form. Each of them is one of
 *   <case>.inputs.npz with <case>.outputs.npz or not (also .safetensors or .json)
 *   <case>.npz or <case>.safetensors, inputs only
 *   <case>/inputs/<name>.npy with <case>/outputs/<name>.npy or not
 *   test_data_set_<n>/input_<i>.pb with output_<i>.pb or not
 * Everything else in a folder with cases is ignored.
 * @throws UserError when the configured folder is missing, a folder has files but no case, or a case is defined twice or
 *   has no inputs; with everything that is wrong
 */
export async function findCases({ root, model, form, folder }: FindCasesOptions): Promise<GoldenCase[]> {
  const folders = folder === undefined ? [`golden/${model}`, `${form.replace(/\.[^./]*$/, '')}.golden`] : [folder];
  const found: GoldenCase[] = [];
  const mistakes = new Mistakes();
  for (const place of folders) {
    const entries = await listFolder(root, place);
    if (entries === null && folder !== undefined)
      throw new UserError({
        what: `the golden folder of model ${model} does not exist`,
        where: folder,
        next: 'fix `golden:` in the config, or create the folder with `portability record`',
      });
    const cases = await casesIn(root, place, entries ?? [], mistakes);
    const others = (entries ?? [])
      .map(({ name }) => name)
      .filter((name) => !/^\.|\.md$|^README|^provenance\.json$/i.test(name));
    if (cases.length === 0 && (folder !== undefined || others.length > 0) && mistakes.found.length === 0)
      mistakes.add(noCases(model, place, others));
    found.push(...cases);
  }
  requireUnique(
    found.sort((a, b) => (sortKey(a.name) < sortKey(b.name) ? -1 : 1)),
    mistakes,
  );
  mistakes.throwAll();
  return found;
}

function noCases(model: string, where: string, files: readonly string[]): Explanation {
  return {
    what: `the golden folder of model ${model} has no golden cases`,
    where,
    ...(files.length > 0 && { why: `${listed(files)}: goldens are .npz, .safetensors, .npy, .json or ONNX test data` }),
    next: `save arrays by the model's names with np.savez, as <case>.inputs.npz and <case>.outputs.npz, or create them with \`portability record\``,
  };
}

function listed(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(', ');
  return `${shown}${files.length > 3 ? ` and ${files.length - 3} more` : ''} ${files.length === 1 ? 'was' : 'were'} ignored`;
}

async function casesIn(
  root: string,
  place: string,
  entries: readonly Dirent[],
  mistakes: Mistakes,
): Promise<GoldenCase[]> {
  const files: string[] = [];
  const cases: GoldenCase[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = posix.join(slashes(place), entry.name);
    if (await isFolder(root, path, entry)) {
      const found = await caseOfFolder(root, path, entry.name);
      if (found !== null) cases.push(found);
    } else files.push(path);
  }
  return [...cases, ...casesOfFiles(files, mistakes)];
}

/** Pairs `<case>.inputs.*` with `<case>.outputs.*`, and takes what remains as lone inputs. */
function casesOfFiles(paths: readonly string[], mistakes: Mistakes): GoldenCase[] {
  const archives = paths.map(parseArchive).filter((archive) => archive !== null);
  const outputs = archives.filter(({ role }) => role === 'outputs');
  const inputs = archives.filter(({ role }) => role !== 'outputs');
  for (const output of outputs)
    if (!inputs.some(({ name }) => name === output.name))
      mistakes.add({
        what: `golden case ${output.name} has expected outputs but no inputs`,
        where: output.files.path,
        next: `commit ${output.name}.inputs.${output.files.format} beside it`,
      });
  return inputs.map(({ name, files }) => {
    const [expected, second] = outputs.filter((output) => output.name === name);
    if (second !== undefined) mistakes.add(givenTwice(name, [expected?.files.path ?? '', second.files.path]));
    return { name, source: files.path, inputs: files, expected: expected?.files ?? null };
  });
}

interface Archive {
  readonly name: string;
  readonly role: 'inputs' | 'outputs' | 'lone';
  readonly files: { readonly layout: 'archive'; readonly format: ArchiveFormat; readonly path: string };
}

function parseArchive(path: string): Archive | null {
  const file = posix.basename(path);
  const format = ARCHIVE_FORMATS.find((candidate) => file.endsWith(`.${candidate}`));
  if (format === undefined) return null;
  const stem = file.slice(0, -format.length - 1);
  const files = { layout: 'archive', format, path } as const;
  const [, name, role] = /^(.+)\.(inputs|outputs)$/.exec(stem) ?? [];
  if (name !== undefined) return { name, role: role === 'outputs' ? 'outputs' : 'inputs', files };
  // such folders have other JSON files too, provenance.json for one
  return format === 'json' || stem === '' ? null : { name: stem, role: 'lone', files };
}

async function caseOfFolder(root: string, path: string, name: string): Promise<GoldenCase | null> {
  const inputs = (await protoFiles(root, path, 'input')) ?? (await npyFiles(root, posix.join(path, 'inputs')));
  if (inputs === null) return null;
  const expected =
    inputs.layout === 'onnx-test-data'
      ? await protoFiles(root, path, 'output')
      : await npyFiles(root, posix.join(path, 'outputs'));
  return { name, source: path, inputs, expected };
}

async function protoFiles(root: string, path: string, role: 'input' | 'output'): Promise<GoldenFiles | null> {
  if (!/^test_data_set_\d+$/.test(posix.basename(path))) return null;
  const files = ((await listFolder(root, path)) ?? [])
    .map(({ name }) => ({
      index: new RegExp(`^${role}_(\\d{1,6})\\.pb$`).exec(name)?.[1],
      path: posix.join(path, name),
    }))
    .flatMap(({ index, path }) => (index === undefined ? [] : [{ index: Number(index), path }]))
    .sort((a, b) => a.index - b.index);
  return files.length === 0 ? null : { layout: 'onnx-test-data', files };
}

/** Names may hold slashes: `inputs/encoder/mask.npy` is the input `encoder/mask`. */
async function npyFiles(root: string, path: string, prefix = ''): Promise<GoldenFiles | null> {
  const files: { name: string; path: string }[] = [];
  for (const entry of (await listFolder(root, path)) ?? []) {
    const inner = posix.join(path, entry.name);
    if (await isFolder(root, inner, entry)) {
      const nested = await npyFiles(root, inner, `${prefix}${entry.name}/`);
      if (nested?.layout === 'npy-folder') files.push(...nested.files);
    } else if (entry.name.endsWith('.npy')) files.push({ name: prefix + entry.name.slice(0, -4), path: inner });
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return files.length === 0 ? null : { layout: 'npy-folder', files };
}

/** Sorted entries of a folder inside the root, null when there is none. */
async function listFolder(root: string, path: string): Promise<Dirent[] | null> {
  const absolute = resolve(root, path);
  const inside = relative(root, absolute);
  if (inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside)
    throw new UserError({ what: 'the golden folder is outside the repository', where: path });
  // Most models have one of two places at most.
  if (!existsSync(absolute)) return null;
  try {
    const outside = outsideFault(root, path, await realpath(absolute));
    if (outside !== null)
      throw new UserError({ what: `the golden folder cannot be used: ${outside.what}`, where: path });
    const entries = await readdir(absolute, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A model's name may be as long as names get, and that of its folder is longer.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw error;
  }
}

/** Links to files are followed (reading checks where they lead), links to folders are not: they could go in circles. */
async function isFolder(root: string, path: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(root, path)).catch(() => null);
  if (target?.isDirectory())
    throw new UserError({
      what: 'the golden folder is a symbolic link',
      where: path,
      next: 'commit the folder itself',
    });
  return false;
}

function requireUnique(cases: readonly GoldenCase[], mistakes: Mistakes): void {
  const sources = new Map<string, string>();
  for (const { name, source } of cases) {
    const other = sources.get(name);
    if (other !== undefined) mistakes.add(givenTwice(name, [other, source]));
    sources.set(name, source);
  }
}

function givenTwice(name: string, paths: readonly string[]): Explanation {
  return { what: `golden case ${name} is defined twice`, where: paths.join(', '), next: 'keep one of them' };
}

/** Numbers sort by value: test_data_set_2 before test_data_set_10. */
function sortKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
