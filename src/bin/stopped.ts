import { constants } from 'node:os';
import { type Explanation, InfrastructureError, Interrupted, UserError } from '../errors.js';
import { type End, OWN_ERROR, REFUSAL } from '../host/supervision.js';
import { systemFault } from '../host/system-fault.js';

/** How a run that threw ends: its exit code, its message, and that in parts. */
export interface Stop {
  readonly exitCode: number;
  readonly message: string;
  readonly explanation: Explanation;
}

/**
 * Mistakes of the user and errors of the environment get a message, also those that only the system has words for; only
 * our own bugs get a stack trace.
 */
export function stopped(thrown: unknown): Stop {
  if (thrown instanceof UserError) return { exitCode: 2, message: thrown.message, explanation: allOf(thrown) };
  const infrastructure = thrown instanceof InfrastructureError ? thrown : systemFault(thrown);
  if (infrastructure !== null)
    return { exitCode: 3, message: infrastructure.message, explanation: infrastructure.explanation };
  if (thrown instanceof Interrupted) {
    const { message, signal } = thrown;
    return { exitCode: interruptedBy(signal), message, explanation: { what: message, next: 'run it again' } };
  }
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return {
    exitCode: 3,
    message: `This is a bug in the gate, not in your models. Please report it:\n${trace}`,
    explanation: {
      what: 'the gate failed because of a bug of its own',
      why: thrown instanceof Error ? thrown.message : String(thrown),
      next: 'report it with the stack trace, which is in the log of the run',
    },
  };
}

/** Every mistake: the first in parts, each other in a line of its own, with its place first. */
function allOf({ explanation, others }: UserError): Explanation {
  const lines = others.map(({ where, what, why, next }) => {
    const more = [why, next === explanation.next ? undefined : next].filter((part) => part !== undefined);
    return [where === undefined ? what : `${where}: ${what}`, ...more].join('; ');
  });
  return { ...explanation, what: [explanation.what, ...lines].join('\n') };
}

/** The same for a process that was ended from outside. */
export function stoppedBy({ signal, asked }: End): Stop {
  if (asked) return stopped(new Interrupted(signal));
  return stopped(new InfrastructureError(OWN_ENDS[signal] ?? endedByTheSystem(signal)));
}

/** Of a process that no signal has ended. */
const OWN_ENDS: Readonly<Record<string, Explanation>> = {
  [OWN_ERROR]: {
    what: "the gate's own process ended by an error that nothing in it caught",
    why: 'the log of the run has the error, before this line',
    next: 'report it, if it is a bug of the gate',
  },
  [REFUSAL]: {
    what: "the gate's own process ended because the system refused what it needs",
    why: 'the log of the run says what that is, before this line',
    next: 'do what is said there, and run it again',
  },
};

function endedByTheSystem(signal: string): Explanation {
  return {
    what: `the gate's own process ended by ${signal}`,
    why: 'perhaps there was not enough memory for it and the workers: the system then ends the largest process',
    next: 'run it again; with fewer workers (--jobs), if it happens again',
  };
}

/** The exit code of a run that was ended so. */
export function exitCodeOf({ signal, asked }: End): number {
  return asked ? interruptedBy(signal) : 3;
}

/** As in shells. */
function interruptedBy(signal: string): number {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return 128 + (number ?? constants.signals.SIGINT);
}
