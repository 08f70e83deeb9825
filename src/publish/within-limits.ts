import { apiError } from './api-error.js';

/** What bounds the calls of one run. */
export interface Limits {
  /** Waits; a parameter so that tests need not. */
  sleep(milliseconds: number): Promise<void>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Writing calls that are left; a run may make three. */
  writesLeft: number;
}

export const WRITES_A_RUN = 3;
/** A job waits at most a minute for its comment. */
const LONGEST_WAIT_SECONDS = 60;

export class WriteLimitReached extends Error {
  override readonly name = 'WriteLimitReached';
}

/**
 * Makes a call, and retries it once when GitHub asks to wait (up to a minute) or fails (status 5xx). A failed `create` is
 * not retried: it may have succeeded, and a second comment is worse than none.
 * @throws what the call throws; WriteLimitReached when the run has no write left
 */
export async function withinLimits<T>(
  kind: 'read' | 'create' | 'update',
  limits: Limits,
  call: () => Promise<T>,
): Promise<T> {
  const attempt = () => {
    if (kind !== 'read') {
      if (limits.writesLeft === 0) throw new WriteLimitReached(`more than ${WRITES_A_RUN} writes in one run`);
      limits.writesLeft -= 1;
    }
    return call();
  };
  try {
    return await attempt();
  } catch (error) {
    const { status, waitSeconds } = apiError(error, limits.now() / 1000);
    const failed = status !== null && status >= 500 && kind !== 'create';
    const seconds = waitSeconds ?? (failed ? 1 : null);
    if (seconds === null || seconds > LONGEST_WAIT_SECONDS) throw error;
    await limits.sleep(seconds * 1000);
    return attempt();
  }
}
