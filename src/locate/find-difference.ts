/** What differs between two files of a model, where a cell drifts and both are ONNX. */
import { join, posix } from 'node:path';
import type { Loadable } from '../convert/loadable.js';
import { type Form, filesOfForm } from '../discover/form.js';
import { recordedWith } from '../golden/provenance.js';
import { goldenCases } from '../golden/stage-cases.js';
import type { JudgedCell, JudgedModel } from '../judge/judged-model.js';
import { diffModels, type ModelDiff } from '../model-diff/diff-models.js';
import type { FileDifference } from '../results/difference-schema.js';
import { worstOutput } from '../results/verdict.js';
import { isRun, type RanForm, type RunTrial, type Trial, type TriedModel } from '../trial/trial.js';
import type { Fault } from '../types.js';
import { earlierFile } from './earlier-file.js';

export interface DifferenceContext {
  /** The repository. */
  readonly root: string;
  readonly folder: string;
}

/** The cells that drift, each with what differs between two files, as far as there are two. */
export async function findDifferences(
  judged: JudgedModel,
  trial: Trial,
  { root, folder }: DifferenceContext,
): Promise<JudgedModel> {
  if ('fault' in trial) return judged;
  const files = new Files();
  const goldens = sinceGoldens(trial, files, root, join(folder, 'earlier'));
  const cells: JudgedCell[] = [];
  for (const [index, one] of judged.cells.entries()) {
    const tried = trial.cells[index];
    const isNew = one.cell.state === 'drift' && tried !== undefined && isRun(tried);
    const difference = isNew ? await differenceOf(one, tried, trial, files, goldens) : null;
    cells.push(difference === null ? one : { ...one, cell: { ...one.cell, difference } });
  }
  return { ...judged, cells };
}

async function differenceOf(
  { cell }: JudgedCell,
  tried: RunTrial,
  trial: TriedModel,
  files: Files,
  goldens: () => Promise<FileDifference | null>,
): Promise<FileDifference | null> {
  const worst = worstOutput(cell.outputs.filter(({ verdict }) => verdict === 'drift'));
  const form = tried.forms.find((one) => one.form.path === worst?.form);
  if (form === undefined || !('ran' in form)) return null;
  const [first] = trial.plan.model.forms;
  const own = onnxOf(form);
  if (form.form === first) return conversionOf(form, files) ?? (await goldens());
  const right = trial.cells
    .flatMap((one) => (isRun(one) ? one.forms : []))
    .find((one) => one.form === first && 'ran' in one);
  const other = right !== undefined && 'ran' in right ? onnxOf(right) : committedOnnx(first);
  if (own === null || other === null) return conversionOf(form, files);
  return files.compare('forms', other, own);
}

/** A file in ONNX, and what it is called. */
interface OnnxFile {
  readonly path: string;
  readonly title: string;
}

const isOnnx = ({ format }: Loadable) => format === 'onnx';

/** A form in ONNX: itself, or what was first made of it. */
function onnxOf({ form, stages, route }: RanForm): OnnxFile | null {
  const made = stages.findIndex(isOnnx);
  const stage = stages[made];
  return (
    committedOnnx(form) ??
    (stage === undefined ? null : { path: stage.path, title: `${form.path} by ${route[made]?.converter}` })
  );
}

function committedOnnx({ path, absolute, content }: Form): OnnxFile | null {
  return content.format === 'onnx' && !('fault' in content) ? { path: absolute, title: path } : null;
}

/** A committed ONNX form before and after the last of its conversions to ONNX. */
function conversionOf({ form, stages, route }: RanForm, files: Files): FileDifference | null {
  const before = committedOnnx(form);
  const last = stages.findLastIndex(isOnnx);
  const stage = stages[last];
  if (before === null || stage === undefined) return null;
  return files.compare('conversion', before, { path: stage.path, title: `${form.path} by ${route[last]?.converter}` });
}

/** What has changed in the first form since the goldens were recorded; asked for once. */
function sinceGoldens(
  { plan, staged }: TriedModel,
  files: Files,
  root: string,
  folder: string,
): () => Promise<FileDifference | null> {
  const find = async (): Promise<FileDifference | null> => {
    const [form] = plan.model.forms;
    const now = committedOnnx(form);
    for (const { name, committed, expected } of goldenCases(staged)) {
      if (committed === undefined || expected === null) continue;
      const recorded = await recordedWith(root, posix.dirname(committed.source), name);
      if (recorded === null || recorded.sha256 === form.sha256) continue;
      const from = `the ${recorded.path} that the goldens were recorded with`;
      const about = { kind: 'goldens' as const, from, to: form.path, changes: [], more: 0 };
      const [path, ...companions] = filesOfForm(form);
      const earlier =
        path === undefined ? null : await earlierFile(root, [path, ...companions], recorded.sha256, folder);
      if (earlier === null) return { ...about, unknown: 'the git history that is checked out does not have that file' };
      if (now === null) return { ...about, unknown: 'only ONNX files are compared' };
      return files.compare('goldens', { path: earlier.path, title: `${from} (${earlier.commit.slice(0, 7)})` }, now);
    }
    return null;
  };
  let found: Promise<FileDifference | null> | null = null;
  return () => {
    found ??= find();
    return found;
  };
}

/** Changes that are kept of a cell: a finding names three, and results.json is for reading. */
const MOST_CHANGES = 20;

/** Compares files, each pair once: many columns drift on the same file. */
class Files {
  readonly #known = new Map<string, ModelDiff | { readonly fault: Fault }>();

  /** @returns null when they do not differ */
  compare(kind: FileDifference['kind'], from: OnnxFile, to: OnnxFile): FileDifference | null {
    const key = JSON.stringify([from.path, to.path]);
    const diff = this.#known.get(key) ?? diffModels(from.path, to.path);
    this.#known.set(key, diff);
    const about = { kind, from: from.title, to: to.title };
    if ('fault' in diff) return { ...about, changes: [], more: 0, unknown: diff.fault.what };
    if (diff.changes.length === 0) return null;
    const changes = diff.changes.slice(0, MOST_CHANGES).map((one) => ({ ...one, places: [...one.places] }));
    return { ...about, changes, more: diff.more + diff.changes.length - changes.length };
  }
}
