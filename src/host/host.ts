/** The outside world as one value: stages get it as an argument and use nothing else of the process. */
import type { Log } from './log.js';

export interface Host {
  /** Read-only view of the environment variables; only host/ reads the real ones. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Folder with worker/, adapters/ and, in the action, node_modules/: `lib` or `dist`. */
  readonly assets: string;
  /** Environments, noise floors and downloaded packages are kept here between runs. */
  readonly cache: string;
  /** A fresh folder for this run; removed at its end. */
  readonly scratch: string;
  readonly log: Log;
  /** The Node.js executable. */
  readonly node: string;
  /** Aborted when the user interrupts the run, which ends everything that it started. */
  readonly signal: AbortSignal;
  /** The date in UTC, as in 2027-03-01: the only use of the clock apart from measurements. */
  readonly today: string;
}
