import type { MadeRoute } from '../convert/loadable.js';
import { FAILURES } from '../results/failures.js';
import type { CellFailure } from '../results/schema.js';
import { LOADING, type RunFailure } from '../run/run-request.js';
import type { FormTrial } from '../trial/trial.js';
import type { CellState, Fault } from '../types.js';
import { describeFailure, type Failure } from '../worker/failure.js';

/** Why a form has no outputs to compare. */
export interface FailedForm {
  readonly state: CellState;
  readonly fault: Fault;
  /** Null when nothing failed: the plan refused it, or there is nothing to compare with. */
  readonly failure: CellFailure | null;
}

/** Why a form did not run to its end; null when it did. */
export function failedForm(trial: FormTrial): FailedForm | null {
  if ('unconverted' in trial) {
    const { failure, doing } = trial.unconverted;
    const fault = describeFailure(failure, doing, 'limits.convert');
    return { state: convertStateOf(failure), fault, failure: recordOf(trial.unconverted) };
  }
  const { failure } = trial.ran;
  if (failure === null) return null;
  const fault = describeFailure(failure.failure, failure.doing);
  // Converters that fix sizes do so from the first case: another size is nothing that should have worked.
  const otherSize = trial.route.length === 0 ? null : otherSizeIn(failure.failure);
  if (otherSize !== null)
    return {
      state: 'unsupported',
      fault: ofOneSize(trial.route, otherSize),
      failure: { ...recordOf(failure), kind: 'unsupported' },
    };
  // If the runtime cannot load the artefact, the conversion has failed.
  if (trial.route.length > 0 && failure.doing === LOADING && failure.failure.kind === 'failed')
    return { state: 'convert-failed', fault: unreadable(trial.route, fault), failure: recordOf(failure) };
  return { state: FAILURES[failure.failure.kind].state, fault, failure: recordOf(failure) };
}

/** As workers say it of a tensor that fits but for its sizes. */
const OTHER_SIZE = /^input '.*' is (\w+)\[.*\], but the model expects (\w+)\[.*\]$/s;

function otherSizeIn(failure: Failure): string | null {
  if (failure.kind !== 'failed' || failure.type !== 'WrongInput') return null;
  const [said, own, expected] = OTHER_SIZE.exec(failure.message) ?? [];
  return said !== undefined && own === expected ? said : null;
}

function ofOneSize(route: MadeRoute, message: string): Fault {
  return {
    what: `${route.at(-1)?.converter ?? 'the converter'} makes a model of the sizes of one golden case: ${message}`,
    next: 'give this model golden cases of one size, or deploy a form in which its sizes are open',
  };
}

function convertStateOf({ kind }: Failure): CellState {
  const { state } = FAILURES[kind];
  return state === 'run-failed' ? 'convert-failed' : state;
}

function unreadable(route: MadeRoute, fault: Fault): Fault {
  return {
    ...fault,
    what: `the artefact of ${route.at(-1)?.converter ?? 'the converter'} cannot be used: ${fault.what}`,
  };
}

/** A failure as the results document has it. */
export function recordOf({ failure, doing, case: running }: RunFailure): CellFailure {
  const { kind } = failure;
  return {
    kind,
    doing,
    ...(running !== undefined && { case: running }),
    ...(kind === 'crashed' && failure.signal !== null && { signal: failure.signal }),
    ...(kind === 'crashed' && failure.code !== null && { code: failure.code }),
    ...(kind === 'timed-out' && { seconds: failure.seconds }),
    ...(kind === 'out-of-memory' && { limitBytes: failure.limitBytes }),
  };
}
