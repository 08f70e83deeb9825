import { InvalidArgumentError, Option } from 'commander';
import type { GateRequest } from '../../gate.js';
import { FAIL_ON, type FailOn } from '../../results/verdict.js';

/** Options that several commands share. */
export interface CommonOptions {
  readonly config?: string;
  readonly runtimes?: readonly string[];
  readonly baseline?: string;
  readonly sandbox?: 'auto' | 'required' | 'off';
  readonly allowCode?: boolean;
  readonly failOn?: FailOn;
  readonly jobs?: number;
  readonly cache?: boolean;
  readonly verbose?: boolean;
}

export const configOption = new Option(
  '-c, --config <file>',
  'configuration file (default: portability.yml, also under .github/)',
);
export const runtimesOption = new Option('-r, --runtimes <ids>', 'columns to run, separated by commas').argParser(list);
export const baselineOption = new Option(
  '--baseline <file>',
  'baseline with approvals and last known results (default: portability.lock.json)',
);
export const sandboxOption = new Option('--sandbox <level>', 'isolation of the workers').choices([
  'auto',
  'required',
  'off',
]);
export const allowCodeOption = new Option(
  '--allow-code',
  'run models with code in them, and adapters of the repository, also where workers are not isolated',
);
export const failOnOption = new Option('--fail-on <what>', 'what makes the gate fail with exit code 1').choices([
  ...FAIL_ON,
]);
export const jobsOption = new Option(
  '-j, --jobs <n>',
  'number of parallel workers (default: one per processor)',
).argParser(positive);
export const allOption = new Option(
  '-a, --all',
  'run every cell, also those of which nothing has changed since their result was recorded',
);
export const noCacheOption = new Option(
  '--no-cache',
  'ignore the cache: run every cell, convert models and measure noise floors again',
);
export const verboseOption = new Option(
  '-v, --verbose',
  'show the matrix, the numbers of every output, versions and timings',
);

export function requestOf(models: readonly string[], options: CommonOptions): GateRequest {
  return {
    models,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.runtimes === undefined ? {} : { runtimes: options.runtimes }),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ...(options.sandbox === undefined ? {} : { sandbox: options.sandbox }),
    ...(options.allowCode === undefined ? {} : { allowCode: options.allowCode }),
    ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.cache === false ? { noCache: true } : {}),
  };
}

function list(text: string, previous: readonly string[] = []): readonly string[] {
  return [
    ...previous,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

/** A whole number of at least 1. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number of at least 1');
  return value;
}
