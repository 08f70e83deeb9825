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

/** The same in a line of the configuration, where so far only the key is named that it is under. */
export function atLine(mistake: Explanation, key: string, line: string): Explanation {
  const { where = '', what } = mistake;
  if (where === key) return { ...mistake, where: line };
  return where.startsWith(`${key}, `)
    ? { ...mistake, where: line, what: `${where.slice(key.length + 2)}: ${what}` }
    : mistake;
}

/** The user's mistake, or several found together: wrong usage, config or golden files. Exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  constructor(
    readonly explanation: Explanation,
    /** Further mistakes. */
    readonly others: readonly Explanation[] = [],
  ) {
    super([explanation, ...others].map(explain).join('\n'));
  }
}

/** Mistakes that do not keep the rest from being checked: they are collected, and reported all at once. */
export class Mistakes {
  readonly #found: Explanation[] = [];
  readonly #texts = new Set<string>();

  get found(): readonly Explanation[] {
    return this.#found;
  }

  add(...mistakes: readonly Explanation[]): void {
    for (const mistake of mistakes) {
      const text = explain(mistake);
      if (!this.#texts.has(text)) this.#found.push(mistake);
      this.#texts.add(text);
    }
  }

  /** What the work returns; nothing if it is a mistake of the user, which is noted. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.add(error.explanation, ...error.others);
      return undefined;
    }
  }

  /** The same for work that takes its time. */
  async attemptAsync<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      return this.attempt(() => {
        throw error;
      });
    }
  }

  /** @throws UserError with everything that was noted, if anything was */
  throwAll(): void {
    const [first, ...others] = this.#found;
    if (first !== undefined) throw new UserError(first, others);
  }
}

/** The user's mistakes as one fault of a model. */
export function faultOfMistakes({ explanation, others }: UserError): Fault {
  const fault = faultOf(explanation);
  const more = others.map(explain).join('\n');
  if (more === '') return fault;
  return { ...fault, why: [fault.why, more].filter((part) => part !== undefined).join('\n') };
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

/** The user, or a runner that cancels the job, ended the run. Exit code 128 and the signal's number, as in shells. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(readonly signal: string) {
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
