/** Cells of ONNX files that state wrong sizes of inner values: whether that alone keeps them from passing. */
import { basename, join } from 'node:path';
import type { Form } from '../discover/form.js';
import { contentKey } from '../environments/content-key.js';
import type { JudgedModel } from '../judge/judged-model.js';
import { editStatedSizes } from '../onnx/edit-stated-sizes.js';
import type { ResultCell } from '../results/schema.js';
import { type FormTrial, isRun, type RunTrial, type Trial, type TriedModel } from '../trial/trial.js';
import { tryForm } from '../trial/try-form.js';
import { filesWith, type StaleSize, staleSizesOf } from './stale-sizes.js';
import type { RerouteContext, Rerouted } from './try-other-routes.js';

/** A form whose statements are stale, and the copy without them. */
interface Unstated {
  readonly stale: readonly StaleSize[];
  readonly copy: Form;
}

/**
 * Runs every cell that does not pass once more, without what its ONNX file states of inner values, where a run shows that
 * to be wrong. Such statements are no part of what the model computes, and most readers ignore them: a cell is judged
 * without them where they alone made it fail, and says so.
 */
export async function retryWithoutStaleSizes(
  trial: Trial,
  judged: JudgedModel,
  context: RerouteContext,
): Promise<Rerouted> {
  if ('fault' in trial) return { trial, judged };
  const unstated = await unstatedForms(trial, judged, context);
  if (unstated.size === 0) return { trial, judged };
  const cells = await Promise.all(
    trial.cells.map((tried, index) => {
      const state = judged.cells[index]?.cell.state;
      return isRun(tried) && state !== undefined && mayRetry(tried, state, unstated)
        ? retry(tried, state, unstated, trial, context)
        : tried;
    }),
  );
  if (cells.every((cell, index) => cell === trial.cells[index])) return { trial, judged };
  const after = { ...trial, cells };
  return { trial: after, judged: await context.judge(after) };
}

const mayRetry = ({ forms }: RunTrial, state: ResultCell['state'], unstated: ReadonlyMap<Form, Unstated>) =>
  state !== 'pass' && state !== 'error' && forms.some(({ form }) => unstated.has(form));

/** The ONNX forms of failing cells that state something wrong. */
async function unstatedForms(
  trial: TriedModel,
  judged: JudgedModel,
  context: RerouteContext,
): Promise<ReadonlyMap<Form, Unstated>> {
  const failing = trial.cells.flatMap((tried, index) => {
    const state = judged.cells[index]?.cell.state;
    return !isRun(tried) || state === 'pass' || state === 'error' ? [] : tried.forms.map(({ form }) => form);
  });
  const found = new Map<Form, Unstated>();
  for (const [index, form] of [...new Set(failing)].entries()) {
    const own = { ...context, folder: join(context.folder, 'stated', String(index)) };
    const stale = await staleSizesOf(form, trial.plan, trial.staged, own);
    if (stale.length > 0) found.set(form, { stale, copy: copyWithout(form, stale, own.folder) });
  }
  return found;
}

function copyWithout(form: Form, stale: readonly StaleSize[], folder: string): Form {
  const copy = join(folder, 'unstated', basename(form.absolute));
  const open = stale.flatMap(({ name, isOutput }) => (isOutput ? [name] : [])).sort();
  editStatedSizes(form.absolute, copy, { open: new Set(open) });
  // Names what is made from it in the cache.
  const sha256 = contentKey([form.sha256, 'without stated sizes', open]);
  return { ...form, absolute: copy, files: filesWith(form, copy), sha256 };
}

/** The cell without the statements if it is better, else as it was. */
async function retry(
  before: RunTrial,
  state: ResultCell['state'],
  unstated: ReadonlyMap<Form, Unstated>,
  trial: TriedModel,
  context: RerouteContext,
): Promise<RunTrial> {
  const forms: FormTrial[] = [];
  for (const tried of before.forms) {
    const found = unstated.get(tried.form);
    if (found === undefined) forms.push(tried);
    else {
      const again = await tryForm(trial.plan, before.plan, found.copy, trial.staged, context);
      // The form stays the committed one: what ran is in `loaded` and `stages`.
      forms.push({ ...again, form: tried.form, withoutSizes: wordsOf(found.stale) });
    }
  }
  const after = { ...before, forms };
  const [cell] = (await context.judge({ ...trial, cells: [after] })).cells;
  const better = cell?.cell.state === 'pass' || (cell?.cell.state === 'drift' && state !== 'drift');
  return better ? after : before;
}

const MOST_NAMED = 3;

function wordsOf(stale: readonly StaleSize[]): string {
  const inWords = (sizes: StaleSize['stated']) => `[${sizes.map((size) => size ?? '?').join(', ')}]`;
  const named = stale
    .slice(0, MOST_NAMED)
    .map(({ name, stated, found }) => `${name} has the sizes ${inWords(found)}, not ${inWords(stated)}`);
  const rest = stale.length - named.length;
  return `${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}
