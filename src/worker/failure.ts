import { sep } from 'node:path';
import { assertNever, type Explanation, faultOf } from '../errors.js';
import type { Fault } from '../types.js';
import { lastOfError, meaningfulLine } from './meaningful-line.js';
import type { WorkerError } from './protocol.js';
import { withoutWorkerFolders } from './worker-folder.js';

/** How a request to a worker can fail. The worker is gone after every kind but the first two. */
export type Failure =
  | WorkerError
  /** Nothing was run: see refused-code.ts. */
  | { readonly kind: 'refused'; readonly explanation: Explanation }
  | { readonly kind: 'crashed'; readonly signal: string | null; readonly code: number | null; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly seconds: number; readonly stderr: string }
  | { readonly kind: 'out-of-memory'; readonly limitBytes: number; readonly stderr: string }
  | {
      readonly kind: 'never-started';
      readonly message: string;
      readonly stderr: string;
      readonly explanation?: Explanation;
    };

/** Failures that may be the machine's and not the model's: they are worth another try. */
const PASSING_TROUBLE: readonly string[] = ['crashed', 'timed-out', 'out-of-memory', 'refused', 'never-started'];

export function isPassing({ kind }: { readonly kind: string }): boolean {
  return PASSING_TROUBLE.includes(kind);
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * The failure in words, with the last line that the worker wrote to its standard error where that says why.
 * @param limit key of the config that sets how long it may take
 */
export function describeFailure(failure: Failure, doing: string, limit = 'limits.seconds'): Fault {
  switch (failure.kind) {
    case 'unsupported': {
      const { line, rest } = meaningfulLine(failure.message);
      return rest === '' ? { what: line } : { what: line, why: rest };
    }
    case 'failed': {
      const { line, rest } = meaningfulLine(failure.message);
      const why = [`error type: ${failure.type}`, rest].filter((part) => part !== '').join('\n');
      return { what: `failed while ${doing}: ${line}`, why };
    }
    case 'refused':
      return faultOf(failure.explanation);
    case 'crashed':
      return {
        what: `crashed (${failure.signal ?? `exit code ${failure.code ?? 'unknown'}`}) while ${doing}`,
        ...lastLine(failure.stderr),
      };
    case 'timed-out':
      return {
        what: `timed out after ${failure.seconds} s while ${doing}`,
        ...lastLine(failure.stderr),
        next: `raise \`${limit}\` in the config if the model is that slow`,
      };
    case 'out-of-memory':
      return {
        what: `out of memory while ${doing}: more than ${gibibytes(failure.limitBytes)}`,
        next: 'raise `limits.memory` in the config if the model needs that much',
      };
    case 'never-started':
      return failure.explanation === undefined
        ? { what: `could not start: ${meaningfulLine(failure.message).line}`, ...lastLine(failure.stderr) }
        : couldNotStart(failure.explanation);
    default:
      return assertNever(failure);
  }
}

function couldNotStart(explanation: Explanation): Fault {
  const fault = faultOf(explanation);
  return { ...fault, what: `could not start: ${fault.what}` };
}

function lastLine(stderr: string): { why?: string } {
  const line = lastOfError(stderr);
  return line === null ? {} : { why: `last line on stderr: ${line.slice(0, 500)}` };
}

/** The failure without this machine's folders, so that the same fault reads the same everywhere. */
export function withoutFolders(failure: Failure, folders: readonly string[]): Failure {
  const strip = (text: string) =>
    withoutWorkerFolders(
      folders.reduce((rest, folder) => rest.replaceAll(folder.endsWith(sep) ? folder : folder + sep, ''), text),
    );
  return {
    ...failure,
    ...('message' in failure ? { message: strip(failure.message) } : {}),
    ...('stderr' in failure ? { stderr: strip(failure.stderr) } : {}),
  };
}
