/** What becomes of an operator that was located: run by itself, its cause, who is right, and on request a folder that shows it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FormConverter } from './convert/convert-form.js';
import type { LayerSuspect } from './locate/layer-suspect.js';
import type { LocatedOperator } from './locate/located-operator.js';
import type { Column } from './plan/column.js';
import { truthColumns } from './plan/truth-columns.js';
import type { ReplayContext } from './replay/replay-context.js';
import { type ReplayOutcome, replayOperator } from './replay/replay-operator.js';
import { shrinkOperator } from './replay/shrink-operator.js';
import { writeRepro } from './repro/write-repro.js';
import type { ResultReplay } from './results/located-schema.js';
import type { Session } from './session.js';

export interface ExaminerContext {
  readonly session: Session;
  readonly columns: readonly Column[];
  /** Converters that keep nothing but in that folder. */
  converterIn(folder: string): FormConverter;
  /** Folder for a folder of each operator that shows its fault by itself; none is written when left out. */
  readonly repro?: string | undefined;
}

export type ExamineOperator = (suspect: LayerSuspect, operator: LocatedOperator) => Promise<ResultReplay>;

/** Examines one operator after the other. */
export function operatorExaminer({ session, columns, converterIn, repro }: ExaminerContext): ExamineOperator {
  const { host, runtimes, platform } = session;
  const witnesses = truthColumns(runtimes, columns, `${platform.os}-${platform.arch}`);
  const folder = join(host.scratch, 'replay');
  return async (suspect, operator) => {
    const { model, inputs, expected, column, steps } = operator;
    const question = { model: suspect.model, path: model.path, inputs, expected, column, route: steps };
    const pool = session.workers().runtimes;
    const converter = converterIn(join(folder, 'conversions'));
    const context: ReplayContext = { pool, converter, reference: suspect.reference, witnesses, folder };
    try {
      const replayed = await replayOperator(question, context);
      if (repro === undefined || replayed.evidence === null) return factsOf(replayed.outcome);
      host.log.progress(`${suspect.model} on ${column.id}: looking for the smallest tensors that show it`);
      const smallest = await shrinkOperator(replayed, context);
      const name = reproName(suspect.model, column.id, operator.index);
      await writeRepro(smallest, join(repro, name), { assets: host.assets });
      return { ...factsOf(replayed.outcome), repro: name };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** A name for a folder, on every system: letters, digits, dots, dashes. */
export function reproName(model: string, column: string, index: number): string {
  return [model, column, String(index + 1)]
    .map((part) => part.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^[.-]+/, ''))
    .filter((part) => part !== '')
    .join('-');
}

function factsOf({ shows, reason, distance, offered, causes, truth }: ReplayOutcome): ResultReplay {
  return {
    shows,
    reason,
    distance,
    offered,
    causes: causes.map((cause) => ({ ...cause })),
    truth: truth === null ? null : { ...truth, witnesses: truth.witnesses.map((witness) => ({ ...witness })) },
  };
}
