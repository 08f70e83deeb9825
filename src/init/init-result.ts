import type { UnseenFiles } from '../discover/unseen-files.js';
import type { WaitingModel } from './config-text.js';

/** A file that the gate needs in a repository. */
export interface InitFile {
  /** Relative to the working directory. */
  readonly path: string;
  readonly text: string;
  /** What is there already, and stays as it is: this file or another that does the same; null when it is written. */
  readonly instead: string | null;
}

export interface InitResult {
  /** Empty when there is no model. */
  readonly files: readonly InitFile[];
  /** Null where the configuration that is there is wrong. */
  readonly models: number | null;
  readonly waiting: readonly WaitingModel[];
  /** What the first run downloads, as far as it was measured. */
  readonly downloadBytes: number;
  /** Models that are not committed. */
  readonly unseen: readonly UnseenFiles[];
}
