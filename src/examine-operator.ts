/** What becomes of an operator that was located: run by itself, its cause, who is right, and on request a folder that shows it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FormConverter } from './convert/convert-form.js';
import type { ExamineOperator } from './locate/locate-drifts.js';
import { bytesBelow, type ReproRequest } from './locate/repro-folders.js';
import { formatBytes } from './number-format.js';
import type { Column } from './plan/column.js';
import { truthColumns } from './plan/truth-columns.js';
import type { ReplayContext } from './replay/replay-context.js';
import { type ReplayOutcome, replayOperator } from './replay/replay-operator.js';
import { type ShrinkEffort, shrinkOperator } from './replay/shrink-operator.js';
import { writeRepro } from './repro/write-repro.js';
import type { ResultReplay } from './results/located-schema.js';
import type { Session } from './session.js';

export interface ExaminerContext {
  readonly session: Session;
  readonly columns: readonly Column[];
  /** Converters that keep nothing but in that folder. */
  converterIn(folder: string): FormConverter;
  /** Where each operator that shows its fault by itself gets a folder; none is written when left out. */
  readonly repro?: ReproRequest | undefined;
}

/** Shrinking takes most of the time that a folder takes. */
const IN_A_RUN: ShrinkEffort = { runs: 12, seconds: 20 };

/** Examines one operator after the other. */
export function operatorExaminer({ session, columns, converterIn, repro }: ExaminerContext): ExamineOperator {
  const { host, runtimes, platform } = session;
  const witnesses = truthColumns(runtimes, columns, `${platform.os}-${platform.arch}`);
  const folder = join(host.scratch, 'replay');
  /** Removes what was made on the way. */
  const withoutTraces = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return async (suspect, operator) => {
    const { model, inputs, expected, sigma, column, steps } = operator;
    const { precision, acceptsFloat32 } = suspect;
    const values = { path: model.path, inputs, expected, sigma };
    const question = { model: suspect.model, ...values, column, precision, acceptsFloat32, route: steps };
    const { reference } = suspect;
    // A converter remembers what it made in the folder, so it ends with it.
    const context = (): ReplayContext => ({
      pool: session.workers().runtimes,
      converter: converterIn(join(folder, 'conversions')),
      ...{ reference, witnesses, folder },
    });
    const replayed = await withoutTraces(() => replayOperator(question, context()));
    return {
      replay: factsOf(replayed.outcome),
      async withRepro() {
        if (repro === undefined || replayed.evidence === null) return factsOf(replayed.outcome);
        host.log.progress(`${suspect.model} on ${column.id}: looking for the smallest tensors that show it`);
        // A run that has other things to do does not look as long.
        const effort = repro.mostBytes === null ? undefined : IN_A_RUN;
        const smallest = await withoutTraces(() => shrinkOperator(replayed, context(), effort));
        const name = reproName(suspect.model, column.id, ...(operator.around ?? []), operator.index);
        await writeRepro(smallest, join(repro.folder, name), { assets: host.assets });
        const fits = repro.mostBytes === null || (await bytesBelow(repro.folder)) <= repro.mostBytes;
        if (fits) return { ...factsOf(replayed.outcome), repro: name };
        const reproTooLarge = formatBytes(await bytesBelow(join(repro.folder, name)));
        await rm(join(repro.folder, name), { recursive: true });
        return { ...factsOf(replayed.outcome), reproTooLarge };
      },
    };
  };
}

/** A name for a folder, on every system: letters, digits, dots, dashes. */
export function reproName(model: string, column: string, ...places: readonly number[]): string {
  return [model, column, ...places.map((place) => String(place + 1))]
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
