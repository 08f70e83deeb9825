import { type Explanation, InfrastructureError, Interrupted, UserError } from '../errors.js';

/** How a run that threw ends: its exit code, its message, and that in parts. */
export interface Stop {
  readonly exitCode: 2 | 3 | 130;
  readonly message: string;
  readonly explanation: Explanation;
}

/** Mistakes of the user and errors of the environment get a message; only our own bugs get a stack trace. */
export function stopped(thrown: unknown): Stop {
  if (thrown instanceof UserError) return { exitCode: 2, message: thrown.message, explanation: thrown.explanation };
  if (thrown instanceof InfrastructureError)
    return { exitCode: 3, message: thrown.message, explanation: thrown.explanation };
  if (thrown instanceof Interrupted) {
    const { message } = thrown;
    return { exitCode: 130, message, explanation: { what: message, next: 'run it again' } };
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
