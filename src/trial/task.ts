import { type Column, optionsWithNeeds } from '../plan/column.js';
import type { PortChanges } from '../values/port-change.js';
import type { Failure } from '../worker/failure.js';

/** One model file on one column, with the folders of its inputs; the unit of work of a worker. */
export interface Task {
  readonly key: string;
  readonly column: Column;
  /** For progress and messages. */
  readonly title: string;
  /** The model file, or what makes it when its turn comes. */
  readonly path: string | (() => Promise<string>);
  /** Asked when its turn comes: true when it is not worth running any more. */
  skip?(): boolean;
  /** Called when the task has ended, however it ended. */
  done?(): Promise<void>;
  readonly format: string;
  /** By the file's name of an input or output: what it has otherwise than the first form. Undone in the outputs. */
  readonly changes?: PortChanges;
  readonly runs: readonly TaskRun[];
}

export interface TaskRun {
  readonly case: string;
  /** Folder with the inputs. */
  readonly inputs: string;
  /** Some of the inputs are what an earlier run of the task gave. */
  readonly feedback?: Feedback;
}

/** Outputs of one run that go in again with the next, as a network with a state is driven. */
export interface Feedback {
  /** Case of the earlier run. */
  readonly after: string;
  /** Input → output of the earlier run. */
  readonly state: Readonly<Record<string, string>>;
}

export interface TaskResult {
  /** Release of the runtime that answered; null when none did. */
  readonly version: string | null;
  readonly effectivePrecision: string | null;
  /** By case: the folder with the outputs. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The first thing that went wrong; what came before it is in `outputs`. */
  readonly failure: {
    readonly failure: Failure;
    readonly doing: string;
    /** The case that was running, where one was. */
    readonly case?: string;
  } | null;
  /** Seconds that the runtime took for loading and running, without the gate's own work. */
  readonly seconds: number;
  readonly peakRssBytes: number | null;
}

/** Tasks of one key share a worker: the same runtime in the same environment. */
export function workerKey({ runtime, version, options }: Column): string {
  // Two adapters may have one id: the package's, and the user's copy of it.
  const adapter = runtime.file ?? runtime.id;
  const made = optionsWithNeeds(runtime).map(([name]) => `${name}=${options[name]}`);
  return [version === undefined ? adapter : `${adapter}@${version}`, ...made].join(' ');
}
