import type { CommentMode, UploadMode } from '../host/inputs.js';
import type { Log } from '../host/log.js';
import type { RunContext } from '../host/run-context.js';
import type { Results } from '../results/schema.js';
import type { CommentState } from './comment-state.js';
import type { SourceTexts } from './finding-place.js';

/** What is published. The texts are made when needed: an error in one does not affect the others or the verdict. */
export interface Publication {
  readonly results: Results;
  /** Files and folders from the repository's root that the result depends on: models, goldens, config, baseline, adapters. */
  readonly sources: readonly string[];
  /** The text of results.json. */
  json(): string;
  html(): string;
  junit(): string;
  sarif(): string;
  badge(): string;
  /** The comment, at most `budget` UTF-8 bytes long. */
  comment(budget: number): string;
  /** The job summary and the report in markdown, at most `budget` UTF-8 bytes long. */
  report(budget: number): string;
}

export interface PublishSettings {
  readonly comment: CommentMode;
  readonly token: string | undefined;
  /** Working directory as a path from the repository's root, '' for the root. */
  readonly folder: string;
  /** When the reports become an artifact of the run, and its name. */
  readonly upload: UploadMode;
  readonly artifact: string;
  /** Folder whose folders show operators without the gate: they go into the artifact. None when left out. */
  readonly repro?: string | undefined;
  /** First line of this gate's comment, by which it is found again. */
  readonly marker: string;
  /** Of this run, for the runs that follow. */
  readonly state: CommentState;
  /** Where annotations lead. */
  readonly sources: SourceTexts;
}

export interface PublishContext {
  readonly run: RunContext;
  readonly log: Log;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
}
