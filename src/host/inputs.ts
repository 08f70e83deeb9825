import * as core from '@actions/core';
import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../errors.js';
import { plainLine } from './plain-text.js';

export const COMMENT_MODES = ['on-change', 'on-failure', 'always', 'never'] as const;
export type CommentMode = (typeof COMMENT_MODES)[number];
const FAIL_ON = ['drift', 'failure', 'never'] as const;
const UPLOAD = ['on-failure', 'always', 'never'] as const;
export type UploadMode = (typeof UPLOAD)[number];
const SANDBOX = ['auto', 'required', 'off'] as const;

/** The action's inputs. A field is missing when the user left the input out: the config file then decides. */
export interface ActionInputs {
  readonly config?: string;
  /** Model ids or globs. */
  readonly models?: readonly string[];
  readonly runtimes?: readonly string[];
  /** Run every cell, also those of which nothing has changed. */
  readonly all?: boolean;
  /** One part of the plan, as in 2/4. */
  readonly shard?: string;
  readonly failOn?: (typeof FAIL_ON)[number];
  readonly comment?: CommentMode;
  readonly baseline?: string;
  readonly sandbox?: (typeof SANDBOX)[number];
  /** Run code of models and adapters also where workers are not isolated. */
  readonly allowCode?: boolean;
  /** Whether to upload the reports as an artifact of the run. */
  readonly upload?: UploadMode;
  /** Names the comment of this run among others on the pull request, in place of its filters and its platform. */
  readonly commentKey?: string;
  readonly token?: string;
  readonly workingDirectory?: string;
}

export interface LoadedInputs {
  /** Without those that are wrong. */
  readonly inputs: ActionInputs;
  /** All that is wrong with them; null when nothing is. */
  readonly fault: UserError | null;
}

/** Reads the inputs, once, and has the token masked in the log. What can be read is, so that a mistake can be published. */
export function loadInputs(): LoadedInputs {
  const faults: string[] = [];
  const choice = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const chosen = choiceOf(name, allowed);
    if (typeof chosen !== 'object') return chosen;
    faults.push(chosen.fault);
    return undefined;
  };
  const flag = (name: string): boolean | undefined => {
    const chosen = choice(name, ['true', 'false']);
    return chosen === undefined ? undefined : chosen === 'true';
  };
  const token = core.getInput('token');
  if (token !== '') core.setSecret(token);
  const inputs = compact({
    config: text('config'),
    models: list('models'),
    runtimes: list('runtimes'),
    all: flag('all'),
    shard: text('shard'),
    failOn: choice('fail-on', FAIL_ON),
    comment: choice('comment', COMMENT_MODES),
    baseline: text('baseline'),
    sandbox: choice('sandbox', SANDBOX),
    allowCode: flag('allow-code'),
    upload: choice('upload', UPLOAD),
    token: token === '' ? undefined : token,
    commentKey: text('comment-key'),
    workingDirectory: text('working-directory'),
  });
  const fault = faults.length === 0 ? null : new UserError({ what: faults.join('\n'), next: NEXT });
  return { inputs, fault };
}

const NEXT = 'correct the inputs under `with:` of the step, or leave them out';

type Compact<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The record without the fields that are undefined. */
function compact<T extends object>(record: T): Compact<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Compact<T>;
}

function text(name: string): string | undefined {
  const value = core.getInput(name);
  return value === '' ? undefined : value;
}

/** One value a line; commas stay, because globs may hold them. */
function list(name: string): readonly string[] | undefined {
  const values = core.getMultilineInput(name);
  return values.length === 0 ? undefined : values;
}

function choiceOf<T extends string>(name: string, allowed: readonly T[]): T | undefined | { readonly fault: string } {
  const value = core.getInput(name);
  if (value === '') return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const near = closest(value, [...allowed]);
  const meant = distance(value, near) <= 2 ? `; did you mean ${near}?` : '';
  return {
    fault: `input ${name}: ${JSON.stringify(plainLine(value, 60))} is not one of ${allowed.join(', ')}${meant}`,
  };
}
