import type { Fault } from './types.js';

/**
 * Why this program can stop. Faults of a model are not among the reasons: they are values that end up in a cell.
 *
 * Everything a person reads answers four questions: what happened, where, why, and what to do next.
 */

/** The parts of a message for a person; `why` and `next` are left out when there is nothing true to say. */
export interface Explanation {
  readonly what: string;
  readonly where?: string;
  readonly why?: string;
  readonly next?: string;
}

/** One text for an explanation: a first line that stands alone, then the details, indented. */
export function explain({ what, where, why, next }: Explanation): string {
  const lines = [where === undefined ? what : `${where}: ${what}`];
  if (why !== undefined) lines.push(`  why: ${why}`);
  if (next !== undefined) lines.push(`  next: ${next}`);
  return lines.join('\n');
}

/** The explanation of an error as a fault of one model. */
export function faultOf({ what, where, why, next }: Explanation): Fault {
  return {
    what: where === undefined ? what : `${where}: ${what}`,
    ...(why === undefined ? {} : { why }),
    ...(next === undefined ? {} : { next }),
  };
}

/** The user's mistake: wrong usage, config or golden files. Exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(readonly explanation: Explanation) {
    super(explain(explanation));
  }
}

/** An error of the environment or infrastructure: no Python, an unreachable package index, a full disk. Exit code 3. */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError';
  constructor(
    readonly explanation: Explanation,
    options?: ErrorOptions,
  ) {
    super(explain(explanation), options);
  }
}

/** The user, or a runner that cancels the job, ended the run. Exit code 130, as in shells. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(signal: string) {
    super(`interrupted by ${signal}; all workers were stopped`);
  }
}

/** Marks a `switch` as complete: the compiler complains when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
