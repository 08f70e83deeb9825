import { InfrastructureError, Interrupted, UserError } from '../errors.js';

/** How a run that threw ends: its exit code and its message. */
export interface Stop {
  readonly exitCode: 2 | 3 | 130;
  readonly message: string;
}

/** Mistakes of the user and errors of the environment get a message; only our own bugs get a stack trace. */
export function stopped(thrown: unknown): Stop {
  if (thrown instanceof UserError) return { exitCode: 2, message: thrown.message };
  if (thrown instanceof InfrastructureError) return { exitCode: 3, message: thrown.message };
  if (thrown instanceof Interrupted) return { exitCode: 130, message: thrown.message };
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { exitCode: 3, message: `This is a bug in the gate, not in your models. Please report it:\n${trace}` };
}
