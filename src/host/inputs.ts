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
  /** Whether to upload the reports as an artifact of the run. */
  readonly upload?: UploadMode;
  readonly token?: string;
  readonly workingDirectory?: string;
}

/**
 * Reads the inputs, once, and has the token masked in the log.
 * @throws UserError when a value is not one of those allowed
 */
export function loadInputs(): ActionInputs {
  const token = core.getInput('token');
  if (token !== '') core.setSecret(token);
  return compact({
    config: text('config'),
    models: list('models'),
    runtimes: list('runtimes'),
    all: flag('all'),
    shard: text('shard'),
    failOn: choice('fail-on', FAIL_ON),
    comment: choice('comment', COMMENT_MODES),
    baseline: text('baseline'),
    sandbox: choice('sandbox', SANDBOX),
    upload: choice('upload', UPLOAD),
    token: token === '' ? undefined : token,
    workingDirectory: text('working-directory'),
  });
}

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

function flag(name: string): boolean | undefined {
  const value = choice(name, ['true', 'false']);
  return value === undefined ? undefined : value === 'true';
}

function choice<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  const value = core.getInput(name);
  if (value === '') return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const near = closest(value, [...allowed]);
  throw new UserError({
    where: `input ${name}`,
    what: `${JSON.stringify(plainLine(value, 60))} is not one of ${allowed.join(', ')}`,
    next: distance(value, near) <= 2 ? `did you mean ${near}?` : `set \`${name}:\` to one of them, or leave it out`,
  });
}
