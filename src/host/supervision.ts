/**
 * What a supervisor (bin/supervise.ts) and the process that it started agree on, in the environment of the latter.
 * Workers get theirs from an allow-list, without this.
 */
import type { Host } from './host.js';

const FOLDER = 'PORTABILITY_SUPERVISED';
const END = 'PORTABILITY_ENDED';

/** The exit code of a process that an exception ended which nobody caught; of a verdict it would be 1, as Node.js has it. */
export const CRASHED = 70;
/** Stands for such an exception. */
export const OWN_ERROR = 'exception';
/** The same where the system has refused what the program needs, as with too many files open. */
export const REFUSED = 71;
export const REFUSAL = 'refusal';

/** The file in the scratch folder in which the program keeps what is to be reported of it if it is ended. */
export const KEPT = 'so-far.jsonl';

/** How the process that did the work was ended. */
export interface End {
  /** As in SIGTERM; OWN_ERROR or REFUSAL when no signal did it. */
  readonly signal: string;
  /** Whether somebody asked for it: a person at the terminal, or a runner that cancels the job. */
  readonly asked: boolean;
}

export interface Supervision {
  /** The scratch folder, which the supervisor removes in the end. */
  readonly scratch: string;
  /** What this process only has to report; null when the work is its own. */
  readonly ended: End | null;
}

/** Null for a process that nobody supervises. */
export function supervisionIn(env: Host['env']): Supervision | null {
  const { [FOLDER]: scratch, [END]: ended = '' } = env;
  if (scratch === undefined) return null;
  const [how, signal] = ended.split(' ');
  return { scratch, ended: signal === undefined ? null : { signal, asked: how === 'asked' } };
}

/** The variables that say it. */
export function supervisionVariables({ scratch, ended }: Supervision): Readonly<Record<string, string>> {
  return {
    [FOLDER]: scratch,
    ...(ended === null ? {} : { [END]: `${ended.asked ? 'asked' : 'died'} ${ended.signal}` }),
  };
}
