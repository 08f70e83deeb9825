import { sep } from 'node:path';
import { assertNever, type Explanation, faultOf } from '../errors.js';
import type { Fault } from '../types.js';
import type { WorkerError } from './protocol.js';

/** How a request to a worker can fail. The worker is gone after every kind but the first. */
export type Failure =
  | WorkerError
  | { readonly kind: 'crashed'; readonly signal: string | null; readonly code: number | null; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly seconds: number; readonly stderr: string }
  | { readonly kind: 'out-of-memory'; readonly limitBytes: number; readonly stderr: string }
  | {
      readonly kind: 'never-started';
      readonly message: string;
      readonly stderr: string;
      readonly explanation?: Explanation;
    };

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * The failure in words, with the last line that the worker wrote to its standard error where that says why.
 * @param limit key of the config that sets how long it may take
 */
export function describeFailure(failure: Failure, doing: string, limit = 'limits.seconds'): Fault {
  switch (failure.kind) {
    case 'unsupported': {
      const [first = '', ...rest] = failure.message.split('\n');
      return rest.length === 0 ? { what: first } : { what: first, why: rest.join('\n') };
    }
    case 'failed': {
      const [first = '', ...rest] = failure.message.split('\n');
      return { what: `failed while ${doing}: ${first}`, why: [`error type: ${failure.type}`, ...rest].join('\n') };
    }
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
        ? { what: `could not start: ${firstLine(failure.message)}`, ...lastLine(failure.stderr) }
        : couldNotStart(failure.explanation);
    default:
      return assertNever(failure);
  }
}

function couldNotStart(explanation: Explanation): Fault {
  const fault = faultOf(explanation);
  return { ...fault, what: `could not start: ${fault.what}` };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function lastLine(stderr: string): { why?: string } {
  const line = stderr.trimEnd().split('\n').at(-1)?.trim();
  return line ? { why: `last line on stderr: ${line.slice(0, 500)}` } : {};
}

/** The failure without this machine's folders, so that the same fault reads the same everywhere. */
export function withoutFolders(failure: Failure, folders: readonly string[]): Failure {
  const strip = (text: string) =>
    folders.reduce((rest, folder) => rest.replaceAll(folder.endsWith(sep) ? folder : folder + sep, ''), text);
  return {
    ...failure,
    ...('message' in failure ? { message: strip(failure.message) } : {}),
    ...('stderr' in failure ? { stderr: strip(failure.stderr) } : {}),
  };
}
