import { messageOf } from '../errors.js';
import type { CommentMode } from '../host/inputs.js';
import type { Log } from '../host/log.js';
import { plainLine } from '../host/plain-text.js';
import type { RunContext } from '../host/run-context.js';
import type { Results } from '../results.js';
import { annotate, annotationsOf } from './annotations.js';
import { commentDue } from './comment-due.js';
import { commentWarning } from './comment-warning.js';
import { fromRoot } from './from-root.js';
import { githubPullRequest } from './github-pull-request.js';
import { jobSummary } from './job-summary.js';
import { outputsOf, setOutputs } from './outputs.js';
import { reportFiles } from './report-files.js';
import { type StickyOutcome, stickyComment } from './sticky-comment.js';
import { touchesAny } from './touches-any.js';
import { type Limits, WRITES_A_RUN } from './within-limits.js';

/** What is published, as plain data; the renderers live elsewhere. */
export interface Publication {
  readonly results: Results;
  /** Files and folders from the repository's root that steer the result besides the models: config, baseline. */
  readonly sources: readonly string[];
  /** The text of results.json. */
  readonly resultsJson: string;
  readonly html: string;
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
  /** First line of this gate's comment, which tells it from another gate's. */
  readonly marker: string;
}

export interface PublishContext {
  readonly run: RunContext;
  readonly log: Log;
  sleep(milliseconds: number): Promise<void>;
  now(): number;
}

/** The markdown report as a file has no limit but readers' patience. */
const REPORT_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Report files, outputs, annotations, job summary and comment, in this order, each on its own: what fails becomes a
 * warning, and nothing here can change the verdict. Never rejects.
 */
export async function publish(
  publication: Publication,
  settings: PublishSettings,
  context: PublishContext,
): Promise<void> {
  const { run, log } = context;
  const paths = await attempt(log, 'The report files', () =>
    reportFiles(run.temp, {
      results: publication.resultsJson,
      html: publication.html,
      markdown: publication.report(REPORT_FILE_BYTES),
    }),
  );
  await attempt(log, 'The outputs', async () => setOutputs(outputsOf(publication.results, paths)));
  await attempt(log, 'The annotations', async () => annotate(annotationsOf(publication.results, settings.folder)));
  const { stepSummary } = run;
  if (stepSummary !== undefined)
    await attempt(log, 'The job summary', () => jobSummary(stepSummary, publication.report));
  await attempt(log, 'The comment', () => comment(publication, settings, context));
}

async function comment(publication: Publication, settings: PublishSettings, context: PublishContext): Promise<void> {
  const { run, log } = context;
  const { pullRequest, repository } = run;
  if (pullRequest === undefined || settings.comment === 'never') return;
  if (pullRequest.headRepository !== repository) {
    log.info(
      `No comment: pull request ${pullRequest.number} comes from a fork, and a workflow may not write for a fork. ` +
        `The result is in the job summary: ${run.runUrl}`,
    );
    return;
  }
  if (settings.token === undefined) {
    log.warn('No comment: there is no token. Leave the input `token` out, or set `comment: never`.');
    return;
  }
  const address = { apiUrl: run.apiUrl, repository, number: pullRequest.number };
  const limits: Limits = { sleep: context.sleep, now: context.now, writesLeft: WRITES_A_RUN };
  try {
    const api = await githubPullRequest(settings.token, address, limits);
    const due = commentDue(settings.comment, publication.results.verdict === 'pass');
    const outcome = await stickyComment(api, {
      marker: settings.marker,
      due: async () =>
        due === 'yes' || (due === 'if-models-change' && touchesAny(api.changedFiles(), watched(publication, settings))),
      markdown: publication.comment,
    });
    log.info(described(outcome));
  } catch (error) {
    log.warn(commentWarning(error, address));
  }
}

function watched({ results, sources }: Publication, { folder }: PublishSettings): readonly string[] {
  const forms = results.models.flatMap((model) => model.forms.map(({ path }) => path));
  return [...sources, ...forms.map((path) => fromRoot(folder, path))];
}

function described(outcome: StickyOutcome): string {
  return outcome.kind === 'not-due'
    ? 'No comment: the gate passes and has nothing to add (`comment: always` makes one regardless).'
    : `Comment ${outcome.kind}: ${outcome.url}`;
}

async function attempt<T>(log: Log, what: string, action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    log.warn(`${what} could not be written: ${plainLine(messageOf(error), 300)}. The verdict does not depend on it.`);
    return null;
  }
}
