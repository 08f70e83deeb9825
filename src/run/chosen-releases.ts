import { Mistakes, UserError } from '../errors.js';
import type { Column } from '../plan/column.js';

/**
 * Creates the environments of columns whose release the user has chosen, before anything runs: releases that do not exist
 * are said all at once, each with its column, and not one a run.
 * @param prepare creates the environment of a column
 * @throws UserError with every release that cannot be installed
 */
export async function prepareChosenReleases(
  columns: readonly Column[],
  prepare: (column: Column) => Promise<unknown>,
): Promise<void> {
  const chosen = columns.filter(({ version }) => version !== undefined);
  const mistakes = new Mistakes();
  const outcomes = await Promise.allSettled(
    chosen.map((column) => mistakes.attemptAsync(() => about(column, prepare))),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  mistakes.throwAll();
}

async function about(column: Column, prepare: (column: Column) => Promise<unknown>): Promise<void> {
  try {
    await prepare(column);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError({ ...error.explanation, where: `runtimes: column ${column.id}` }, error.others);
  }
}
