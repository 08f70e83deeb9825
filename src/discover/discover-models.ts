import { join } from 'node:path';
import picomatch from 'picomatch';
import { didYouMean } from '../config/did-you-mean.js';
import type { Config, ModelEntry } from '../config/schema.js';
import { atLine, type Explanation, Mistakes, UserError } from '../errors.js';
import type { Host } from '../host/host.js';
import { type Candidate, candidatesOf, everyModel, normalPath, type RequestedForm } from './candidate.js';
import { readCodeForm } from './code-form.js';
import { withFolders } from './folder-form.js';
import { type Form, outputsOfForm } from './form.js';
import { listFiles } from './list-files.js';
import { ownChanges } from './own-changes.js';
import { ownNames } from './own-names.js';
import { readForm } from './read-form.js';
import { statsAt } from './stats-at.js';
import { uniqueIds } from './unique-ids.js';

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

/**
 * Finds the models: those of the config, or every committed file that is a model.
 * @param filters ids or globs of paths from the command line; empty for all
 * @param mistakes where mistakes are noted: files that the config names and are not there, two models with one id, a filter
 *   that matches nothing; thrown together when left out
 * @param listed the committed files, where they are known already
 * @param lineOf where the configuration has an entry, as in portability.yml:3
 */
export async function discoverModels(
  config: Config,
  filters: readonly string[],
  host: Host,
  mistakes?: Mistakes,
  listed?: readonly string[],
  lineOf?: (entry: ModelEntry) => string,
): Promise<Model[]> {
  const noted = mistakes ?? new Mistakes();
  const located = (mistake: Explanation, entry: ModelEntry) =>
    lineOf === undefined ? mistake : atLine(mistake, 'models', lineOf(entry));
  const files = withFolders(listed ?? (await listFiles(host.cwd)).files);
  const candidates =
    config.models === undefined
      ? everyModel(host.cwd, files)
      : candidatesOf(host.cwd, config.models, files, (mistake, entry) => noted.add(located(mistake, entry)));
  const named = uniqueIds(host.cwd, candidates, (mistake, entry) => noted.add(located(mistake, entry)));
  const wanted = filter(named, filters, noted);
  if (mistakes === undefined) noted.throwAll();
  const models: Model[] = [];
  for (const candidate of wanted) {
    const model = await modelOf(candidate, files, host);
    if (model === null) continue;
    for (const form of model.forms) noted.attempt(() => checkExtraOutputs(form, model.id));
    models.push(model);
  }
  if (mistakes === undefined) noted.throwAll();
  return models;
}

/** Bytes that take seconds to read. */
const LARGE = 2 ** 30;

/** Its forms as their files describe themselves, related to the first one; null for an entry without any. */
async function modelOf(
  { id, forms, entry }: Candidate & { readonly id: string },
  files: readonly string[],
  host: Host,
): Promise<Model | null> {
  const read: (RequestedForm & { readonly form: Form })[] = [];
  for (const requested of forms) {
    const { path, declared, code } = requested;
    if ((statsAt(join(host.cwd, path))?.size ?? 0) > LARGE) host.log.progress(`reading ${path}`);
    const found = code === undefined ? await readForm(host.cwd, path) : await readCodeForm(code, path, files, host);
    read.push({ ...requested, form: { ...found, ...declared } });
  }
  const [first, ...rest] = read;
  if (first === undefined) return null;
  const further = rest.map(({ form, layouts }) => {
    const named = { ...form, names: ownNames(first.form, form) };
    return { ...named, changes: ownChanges(first.form, named, layouts) };
  });
  return { id, forms: [first.form, ...further], entry };
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

function filter<T extends { readonly id: string; readonly forms: readonly { readonly path: string }[] }>(
  models: readonly T[],
  filters: readonly string[],
  mistakes: Mistakes,
): T[] {
  const tests = filters.map((text) => {
    const test = picomatch(normalPath(text), { dot: true });
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
