/** The outside world as one value: stages get it as an argument and touch nothing else of the process. */
import type { Log } from './log.js';

export interface Host {
  /** Read-only view of the environment variables; only host/ reads the real ones. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder with worker/, adapters/ and, in the action, node_modules/: `lib` or `dist`. */
  readonly assets: string;
  /** Environments, noise floors and fetched packages live here between runs. */
  readonly cache: string;
  /** A fresh folder for this run; removed at its end. */
  readonly scratch: string;
  readonly log: Log;
  /** The Node.js executable. */
  readonly node: string;
  /** Aborted when the user interrupts: everything that runs is ended. */
  readonly signal: AbortSignal;
  /** The date in UTC, as in 2027-03-01: all that is known of time outside of measurements. */
  readonly today: string;
}
