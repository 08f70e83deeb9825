import type { MadeRoute } from '../convert/loadable.js';
import { LOADING, type RunFailure } from '../run/run-request.js';
import type { FormTrial } from '../trial/trial.js';
import type { CellState, Fault } from '../types.js';
import { describeFailure, type Failure } from '../worker/failure.js';

/** Why a form gave nothing to compare. */
export interface FailedForm {
  readonly state: CellState;
  readonly fault: Fault;
  /** Null when nothing failed: the plan refused it, or there is nothing to compare with. */
  readonly failure: RunFailure | null;
}

/** Why a form did not run to its end; null when it did. */
export function failedForm(trial: FormTrial): FailedForm | null {
  if ('unconverted' in trial) {
    const { failure, doing } = trial.unconverted;
    const fault = describeFailure(failure, doing, 'limits.convert');
    return { state: convertStateOf(failure), fault, failure: trial.unconverted };
  }
  const { failure } = trial.ran;
  if (failure === null) return null;
  const fault = describeFailure(failure.failure, failure.doing);
  // What a converter made and its runtime cannot read is no artefact.
  if (trial.route.length > 0 && failure.doing === LOADING && failure.failure.kind === 'failed')
    return { state: 'convert-failed', fault: unreadable(trial.route, fault), failure };
  return { state: stateOf(failure.failure), fault, failure };
}

function stateOf(failure: Failure): CellState {
  switch (failure.kind) {
    case 'unsupported':
      return 'unsupported';
    case 'failed':
    case 'crashed':
    case 'timed-out':
    case 'out-of-memory':
      return 'run-failed';
    case 'never-started':
      return 'error';
  }
}

function convertStateOf(failure: Failure): CellState {
  const state = stateOf(failure);
  return state === 'run-failed' ? 'convert-failed' : state;
}

function unreadable(route: MadeRoute, fault: Fault): Fault {
  return { ...fault, what: `what ${route.at(-1)?.converter ?? 'the converter'} made cannot be used: ${fault.what}` };
}
