/** Which forms on a drifting cell's route are run elsewhere, to find the hop that made the difference. */
import { join } from 'node:path';
import type { Conversions, WhatRuns } from '../convert/converted.js';
import { whatRuns } from '../convert/what-runs.js';
import type { Form } from '../discover/form.js';
import { goldenCases, inputsForForm, type StagedCase, type StagedModel } from '../golden/stage-cases.js';
import type { ComparedCell } from '../judge/compare-cells.js';
import { type Column, referenceColumn } from '../plan/column.js';
import { columnsThatRun, type Plan, type PlannedCell } from '../plan/plan.js';
import type { ResultCell } from '../results/schema.js';
import type { Task } from '../trial/task.js';

/** One form on the way, run on a runtime that reads it. */
export interface Hop {
  readonly planned: Extract<PlannedCell, { kind: 'run' }>;
  readonly form: Form;
  /** The form after so many conversions; 0: as it is committed. */
  readonly step: number;
  readonly loaded: WhatRuns;
  /** Where it runs: plain arithmetic, nothing optimised. */
  readonly column: Column;
  readonly task: Task;
}

/**
 * For every cell that drifts: each form on its route on a runtime that reads it and that this run has made ready anyway,
 * and what the cell itself ran on another engine, and on its own runtime with nothing optimised.
 * @param folder where inputs under other names are written
 */
export async function planHops(
  plan: Plan,
  compared: readonly ComparedCell[],
  staged: ReadonlyMap<string, StagedModel>,
  conversions: Conversions,
  folder: string,
): Promise<Hop[]> {
  const ready = columnsThatRun(plan);
  const hops: Hop[] = [];
  for (const planned of plan.cells) {
    if (planned.kind !== 'run') continue;
    const { model, column } = planned;
    const cell = compared.find((one) => one.cell.model === model.id && one.column === column)?.cell;
    if (cell?.state !== 'drift') continue;
    const its = staged.get(model.id);
    const cases = its === undefined ? [] : goldenCases(its);
    const drifting = planned.forms.filter(({ path }) => driftsOn(cases, cell, path));
    for (const form of drifting)
      for (const [step, loaded] of stagesOf(form, planned, conversions).entries())
        for (const elsewhere of columnsFor(loaded, step === planned.route.length, planned.column, ready)) {
          const home = plan.references.get(model.id)?.runtime.id === elsewhere.runtime.id;
          // That is the reference itself.
          if (step === 0 && form === model.forms[0] && home && cases.every(({ expected }) => expected === null))
            continue;
          const at = join(folder, String(hops.length));
          const task = await taskOf(`hop ${hops.length}`, model.id, loaded, elsewhere, cases, at);
          if (task !== null) hops.push({ planned, form, step, loaded, column: elsewhere, task });
        }
  }
  return hops;
}

/**
 * Whether the cell drifts on one of the cases, with this form or with any. A drift that only a probe shows says nothing
 * about hops, which are run on goldens.
 */
export function driftsOn(cases: readonly StagedCase[], { outputs }: ResultCell, path?: string): boolean {
  const names = new Set(cases.map(({ name }) => name));
  return outputs.some(
    (output) => output.verdict === 'drift' && names.has(output.case) && (path === undefined || output.form === path),
  );
}

/** The committed form and everything that was made on the way, what ran last. */
function stagesOf(form: Form, planned: Hop['planned'], conversions: Conversions): readonly WhatRuns[] {
  const committed = whatRuns(form, { ...planned, route: [] }, conversions);
  const made = planned.route.length === 0 ? null : whatRuns(form, planned, conversions);
  if ('failure' in committed || (made !== null && 'failure' in made)) return [];
  return made === null ? [committed] : [committed, ...made.before, made];
}

function columnsFor({ format }: WhatRuns, isLast: boolean, own: Column, ready: readonly Column[]): Column[] {
  const reading = ready.filter(({ runtime }) => runtime.reads.some((read) => read === format));
  const athome = reading.filter(({ runtime }) => runtime.homeOf.some((home) => home === format));
  const others = [...athome, ...reading].filter(
    ({ runtime }) => !isLast || (runtime.engine !== own.runtime.engine && runtime.id !== own.runtime.id),
  );
  const [other] = others;
  const plain = { ...referenceColumn(own.runtime), version: own.version };
  const optimised = Object.entries(plain.options).some(([name, value]) => own.options[name] !== value);
  return [
    ...(other === undefined ? [] : [{ ...referenceColumn(other.runtime), version: other.version }]),
    ...(isLast && optimised ? [plain] : []),
  ];
}

/** Null when the form cannot take the numbers of the cases, as the cell itself says. */
async function taskOf(
  key: string,
  model: string,
  loaded: WhatRuns,
  column: Column,
  cases: readonly StagedCase[],
  folder: string,
): Promise<Task | null> {
  const { path, format, changes } = loaded;
  const runs: Task['runs'][number][] = [];
  try {
    for (const [index, one] of cases.entries())
      runs.push({ case: one.name, inputs: await inputsForForm(one, loaded, join(folder, String(index))) });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const title = `${model}: ${format} on ${column.runtime.id}, to find the hop that drifts`;
  return { key, column, title, path, format, changes, runs };
}
