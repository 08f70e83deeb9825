import type { ToleranceSpec } from '../compare/tolerance-spec.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Config, ModelEntry } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { outputsOfForm } from '../discover/form.js';
import type { Explanation, Mistakes } from '../errors.js';
import type { Column } from './column.js';
import { NEXT, resolveRules } from './resolve-rules.js';
import { ruleFault } from './rule-fault.js';

interface CheckedNames {
  /** Models to be run. */
  readonly models: readonly Model[];
  /** Whether these are all models of the config: only then is an output that none of them has a mistake. */
  readonly complete: boolean;
  /** All columns, chosen for this run or not. */
  readonly columns: readonly Column[];
  /** Whether they are as the config has them; if not, a name that none of them has may be that of a wrong one. */
  readonly columnsKnown: boolean;
}

/**
 * Checks that every tolerance of the config applies to something: a column that exists, an output of a model, and a
 * type that the rule can judge.
 * @param mistakes where those that do not are noted
 */
export function checkTolerances(
  config: Config,
  { models, complete, columns, columnsKnown }: CheckedNames,
  mistakes: Mistakes,
): void {
  const ids = columnsKnown ? columns.map(({ id }) => id) : null;
  for (const [index, entry] of (config.models ?? []).entries()) {
    const place = `models, ${entry.id ?? entry.path ?? `entry ${index + 1}`}`;
    mistakes.add(...unknownColumns(Object.keys(entry.runtimes ?? {}), ids, `${place}, runtimes`));
    for (const [name, output] of Object.entries(entry.outputs))
      mistakes.add(...unknownColumns(Object.keys(output.runtimes ?? {}), ids, `${place}, outputs, ${name}, runtimes`));
    const own = models.filter((model) => model.entry === entry);
    // A glob names several models, and a filter may have left out the one that has the output.
    if (own.length > 0 && (complete || entry.forms !== undefined || own[0]?.forms[0].path === entry.path))
      mistakes.add(...unknownOutputs(entry, own, `${place}, outputs`));
    mistakes.add(...misfits(entry.tolerance, own, place));
    for (const model of own)
      for (const { path, tolerance } of model.forms)
        mistakes.add(...misfits(tolerance, [model], `${place}, forms, ${path}`));
    for (const [id, { tolerance }] of Object.entries(entry.runtimes ?? {}))
      mistakes.add(...misfits(tolerance, own, `${place}, runtimes, ${id}`));
  }
  for (const model of models) for (const column of columns) mistakes.attempt(() => resolveRules(model, column, config));
}

function unknownColumns(names: readonly string[], ids: readonly string[] | null, where: string): Explanation[] {
  if (ids === null) return [];
  return names
    .filter((name) => !ids.includes(name))
    .map((name) => ({
      what: `no column is called ${JSON.stringify(name)}${didYouMean(name, ids)}`,
      where,
      why: `the columns are ${ids.join(', ')}`,
    }));
}

function unknownOutputs(entry: ModelEntry, models: readonly Model[], where: string): Explanation[] {
  const names = new Set<string>();
  for (const { forms } of models) {
    const outputs = outputsOfForm(forms[0]);
    if (outputs === null) return [];
    for (const { name } of outputs) names.add(name);
  }
  return Object.keys(entry.outputs)
    .filter((name) => !names.has(name) && ![...names].some((output) => isInside(name, output)))
    .map((name) => ({
      what: `no output is called ${JSON.stringify(name)}${didYouMean(name, [...names])}`,
      where,
      why: `the outputs are ${[...names].sort().join(', ')}`,
    }));
}

/** A rule for a model that fits none of its outputs would never be used. */
function misfits(rule: ToleranceSpec | undefined, models: readonly Model[], where: string): Explanation[] {
  if (rule === undefined) return [];
  const faults = models.flatMap(({ forms }) => {
    const outputs = outputsOfForm(forms[0]);
    return outputs === null ? [null] : outputs.map(({ type }) => ruleFault(rule, type, outputs));
  });
  const [first] = faults;
  if (first === undefined || first === null || faults.includes(null)) return [];
  return [{ what: `the tolerance fits no output of the model: ${first}`, where, next: NEXT }];
}

/** Whether a name is that of a leaf, as in `out[0].values`. */
function isInside(leaf: string, output: string): boolean {
  return leaf.startsWith(`${output}[`) || leaf.startsWith(`${output}.`);
}
