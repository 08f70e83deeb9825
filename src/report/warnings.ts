import type { ResultCell, ResultOutput, Results } from '../results/schema.js';
import { emptyOf } from '../results/verdict.js';

/** What makes a result weaker than it looks. */
export interface Warning {
  readonly title: string;
  /** Models, or models with their outputs, it is about; empty: the whole run. */
  readonly subjects: readonly string[];
  readonly text: string;
}

/** Levels of isolation at which a hostile model misses nothing but the secrets in environment variables. */
const WEAK_SANDBOXES: readonly string[] = ['environment', 'off'];

/** All warnings of a run, what was not judged at all first. */
export function warningsOf(results: Results): readonly Warning[] {
  return [
    warning(
      'Nothing compared',
      [...emptyOf(results.cells, 'model'), ...emptyOf(results.cells, 'runtime')],
      'no cell of it stands on a comparison, so nothing is known: run it elsewhere, or take it out of the config.',
    ),
    warning(
      'File not compared',
      formsNotCompared(results),
      'no column runs this file, so nothing says that it agrees with the others of its model. Add a runtime that reads it.',
    ),
    warning(
      'Synthetic inputs',
      results.models
        .filter(({ goldens, signature }) => goldens === 'synthetic' && signature !== null)
        .map(({ id }) => id),
      'made from the signature by a fixed seed; real data may show more. Record golden inputs with `portability record`.',
    ),
    warning(
      'Constant output',
      outputsWhere(results, ({ vacuous }) => vacuous === true),
      'the same for every input, so agreement proves nothing. Record goldens that move it.',
    ),
    warning(
      'Not calibrated',
      outputsWhere(results, ({ tolerance }) => tolerance.rule === 'uncalibrated'),
      'no noise floor could be measured, so the tolerance comes from a table by element type.',
    ),
    ...toleranceWarnings(results),
    ...baselineWarnings(results),
    warning(
      'Matched by type only',
      outputsWhere(results, ({ matchedBy }) => matchedBy === 'type'),
      'no name fits, so it was paired by element type and shape. Name the pair under `names` in the config.',
    ),
    warning(
      'Weak isolation',
      weakSandbox(results),
      'the models could reach the network and the files of this machine; only the secrets in its environment were kept from them.',
    ),
  ].filter(({ subjects }) => subjects.length > 0);
}

function warning(title: string, subjects: readonly string[], text: string): Warning {
  return { title, subjects, text };
}

/** Further forms that gave no output anywhere, of models that were compared at all. */
function formsNotCompared({ models, cells }: Results): readonly string[] {
  return models.flatMap(({ id, forms }) => {
    const ran = cells.filter(({ model }) => model === id).flatMap(({ outputs }) => outputs.map(({ form }) => form));
    const silent = ran.length === 0 ? [] : forms.slice(1).filter(({ path }) => !ran.includes(path));
    return silent.map(({ path }) => `${id} ${path}`);
  });
}

/** One warning for each text, such as "hides faults". */
function toleranceWarnings(results: Results): readonly Warning[] {
  const texts = new Set(
    results.cells.flatMap(({ outputs }) => outputs.flatMap(({ tolerance }) => tolerance.warning ?? [])),
  );
  return [...texts].toSorted().map((text) =>
    warning(
      'Tolerance',
      outputsWhere(results, ({ tolerance }) => tolerance.warning === text),
      /[.!?]$/.test(text) ? text : `${text}.`,
    ),
  );
}

type Notice = NonNullable<ResultCell['warnings']>[number];

const NOTICE_TITLES: Readonly<Record<Notice['id'], string>> = {
  'worse-than-baseline': 'Worse than before',
  'tolerance-changed': 'Tolerance changed',
  'approval-ends': 'Approval ends soon',
  'approval-unused': 'Approval without use',
};

/** What the baseline makes of the cells: one warning for each title and text. */
function baselineWarnings({ cells }: Results): readonly Warning[] {
  const warnings = new Map<string, Warning>();
  for (const { model, runtime, warnings: notices = [] } of cells)
    for (const { id, text } of notices) {
      const key = JSON.stringify([id, text]);
      const subjects = [...(warnings.get(key)?.subjects ?? []), `${model} on ${runtime}`];
      warnings.set(key, warning(NOTICE_TITLES[id], subjects, text));
    }
  return [...warnings.values()];
}

function outputsWhere(results: Results, test: (output: ResultOutput, cell: ResultCell) => boolean): readonly string[] {
  const subjects = new Set<string>();
  for (const { id } of results.models)
    for (const cell of results.cells)
      if (cell.model === id)
        for (const output of cell.outputs) if (test(output, cell)) subjects.add(`${id} ${output.name}`);
  return [...subjects];
}

function weakSandbox({ platform }: Results): readonly string[] {
  return WEAK_SANDBOXES.includes(platform.sandbox) ? [platform.sandbox] : [];
}
