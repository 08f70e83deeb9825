import { InfrastructureError, Interrupted, UserError } from '../errors.js';

/** How a run that threw ends: its exit code, and what a person reads. */
export interface Stop {
  readonly exitCode: 2 | 3 | 130;
  readonly message: string;
}

/** The user's mistakes and the surroundings' are told in words; a stack trace is for our bugs only. */
export function stopped(thrown: unknown): Stop {
  if (thrown instanceof UserError) return { exitCode: 2, message: thrown.message };
  if (thrown instanceof InfrastructureError) return { exitCode: 3, message: thrown.message };
  if (thrown instanceof Interrupted) return { exitCode: 130, message: thrown.message };
  const trace = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { exitCode: 3, message: `This is a bug of the gate, not of your models. Please report it:\n${trace}` };
}
