/** One model on one column over some inputs: the request to a runtime, and its outcome. */
import type { Loadable } from '../convert/loadable.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { Column } from '../plan/column.js';
import { type NamesMap, ownName, storedForForm } from '../values/correspondence.js';
import type { PortChanges } from '../values/port-change.js';
import type { StoredValues } from '../values/stored-values.js';
import type { Failure } from '../worker/failure.js';

export interface RunRequest {
  /** For progress. */
  readonly title: string;
  readonly column: Column;
  /** The model, or a function that makes it in an empty folder when its turn comes; that one is removed after the run. */
  readonly model: Pick<Loadable, 'path' | 'files' | 'key' | 'code'> | ((folder: string) => Promise<string>);
  readonly format: string;
  /** By the file's name of an input or output: how it differs from the first form. Undone in the outputs. */
  readonly changes?: PortChanges;
  readonly cases: readonly CaseRun[];
  /** Outputs are written here; the caller removes them. */
  readonly folder: string;
  /** Seconds for loading the model, and for each case, if less than what the config allows. */
  readonly seconds?: number;
}

export interface CaseRun {
  readonly name: string;
  /** Under the file's own names. */
  readonly inputs: StoredValues;
  /** Some of the inputs are outputs of an earlier case of the same request. */
  readonly feedback?: Feedback;
}

/** Outputs of one case that are inputs of the next, as for a network with a state. */
export interface Feedback {
  /** Name of the earlier case. */
  readonly after: string;
  /** Input → output of the earlier case. */
  readonly state: Readonly<Record<string, string>>;
}

/** The outcome of a request. */
export interface Ran {
  /** Release of the runtime; null when it never started. */
  readonly version: string | null;
  readonly effectivePrecision: string | null;
  /** By case, under the file's names and as the first form has them. */
  readonly outputs: ReadonlyMap<string, StoredValues>;
  /** The first thing that went wrong; what came before it is in `outputs`. */
  readonly failure: RunFailure | null;
  /** Seconds of loading and running in the runtime, without the gate's own work. */
  readonly seconds: number;
  readonly peakRssBytes: number | null;
}

export interface RunFailure {
  readonly failure: Failure;
  readonly doing: string;
  /** Name of the case that was running. */
  readonly case?: string;
}

/** Runs requests; each on a worker of its column, several at a time. */
export interface RuntimePool {
  run(request: RunRequest): Promise<Ran>;
}

/** What a worker was doing when a model could not even be loaded. */
export const LOADING = 'loading the model';

/** The outcome of a request that did not run. */
export function failedRun(failure: RunFailure): Ran {
  return { version: null, effectivePrecision: null, outputs: new Map(), failure, seconds: 0, peakRssBytes: null };
}

/** The cases under a form's own names and types; a state that it lacks is not fed back to it. */
export function casesFor(form: Pick<Loadable, 'names' | 'changes'>, cases: readonly StagedCase[]): CaseRun[] {
  return cases.map(({ name, inputs, feedback }) => {
    const own = { name, inputs: storedForForm(inputs, form) };
    return feedback === undefined ? own : { ...own, feedback: feedbackFor(feedback, form.names) };
  });
}

function feedbackFor({ after, state }: Feedback, names: NamesMap): Feedback {
  const own = Object.entries(state).flatMap(([input, output]) => {
    const [to, from] = [ownName(names, input), ownName(names, output)];
    return to === null || from === null ? [] : [[to, from] as const];
  });
  return { after, state: Object.fromEntries(own) };
}
