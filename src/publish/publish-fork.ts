import { messageOf } from '../errors.js';
import type { CommentMode } from '../host/inputs.js';
import { plainLine } from '../host/plain-text.js';
import type { RunContext } from '../host/run-context.js';
import type { WorkflowRunEvent } from '../host/workflow-run-event.js';
import { commentMarkdown, commentMarker } from '../report/markdown.js';
import type { Results } from '../results/schema.js';
import { stoppedResults } from '../results/stopped-results.js';
import { commentKey, sourceOf } from './comment-key.js';
import { type CommentState, stateKey } from './comment-state.js';
import { fromRoot } from './from-root.js';
import { githubWorkflowRun } from './github-workflow-run.js';
import type { PublishContext } from './publication.js';
import { writeComment } from './publish-comment.js';
import { MOST_ARTIFACT_BYTES, resultsOfFork } from './results-of-fork.js';
import { type Limits, WRITES_A_RUN } from './within-limits.js';
import type { Artifact, OpenPullRequest, WorkflowRunApi } from './workflow-run-api.js';

export interface ForkSettings {
  readonly token: string;
  readonly comment: CommentMode;
}

/** Each makes a comment: more jobs than this want one of their own for other reasons. */
const MOST_COMMENTS = 5;

/**
 * Comments on the pull request of a fork, whose own run may not. It takes the results from the run's artifacts, which
 * anybody could have made, and renders them again; what they belong to is what GitHub says. Nothing of the fork is run,
 * and nothing here fails: the gate was the fork's run.
 */
export async function publishFork(
  event: WorkflowRunEvent,
  { token, comment }: ForkSettings,
  context: PublishContext,
): Promise<void> {
  const { run, log } = context;
  if (event.event !== 'pull_request') return log.info(`Nothing to do: the run was for the event ${event.event}.`);
  if (event.headRepository === run.repository)
    return log.info('Nothing to do: the branch is in this repository, so its own run comments.');
  const limits: Limits = { sleep: context.sleep, now: context.now, writesLeft: WRITES_A_RUN };
  const address = { apiUrl: run.apiUrl, repository: run.repository, run: event.id };
  try {
    const api = await githubWorkflowRun(token, address, limits);
    const pullRequest = pullRequestOf(event, await api.openPullRequests(event.headBranch));
    if (pullRequest === undefined)
      return log.info(`No comment: no open pull request has ${event.headSha.slice(0, 7)} as its newest commit.`);
    for (const results of await reportsOf(event, api, context)) {
      const { key, options } = presentationOf(results, event, pullRequest, run);
      await writeComment(
        {
          results,
          sources: results.models.flatMap((model) =>
            model.forms.map(({ path }) => fromRoot(results.run?.folder ?? '', path)),
          ),
          comment: (budget) => commentMarkdown(results, { ...options, budget }),
        },
        { token, comment, marker: commentMarker(key), state: stateOf(event, results) },
        { ...context, number: pullRequest.number },
      );
    }
  } catch (error) {
    log.warn(
      `No comment on the pull request of ${plainLine(event.headRepository ?? 'a fork', 100)}: ${plainLine(messageOf(error), 300)}\n` +
        'next: the job needs `actions: read` and `pull-requests: write` under `permissions:`; see docs/forks.md',
    );
  }
}

/** By its newest commit and its repository: a branch of one name may be in many forks. */
function pullRequestOf(
  { headSha, headRepository }: WorkflowRunEvent,
  open: readonly OpenPullRequest[],
): OpenPullRequest | undefined {
  return open.find(
    ({ head, repository }) => head === headSha && repository?.toLowerCase() === headRepository?.toLowerCase(),
  );
}

/** The results in the artifacts of this attempt; what a run without any, or with unusable ones, has to say otherwise. */
async function reportsOf(
  event: WorkflowRunEvent,
  api: WorkflowRunApi,
  { log }: PublishContext,
): Promise<readonly Results[]> {
  const all = (await api.artifacts()).filter((artifact) => isReport(artifact, event));
  const own = all.slice(0, MOST_COMMENTS);
  if (all.length > own.length)
    log.warn(
      `The run has left ${all.length} reports; only the first ${own.length} are made comments of.\n` +
        'next: join the parts of a matrix with the merge action, which leaves one report',
    );
  const reports: Results[] = [];
  for (const { id, name, bytes } of own) {
    try {
      if (bytes > MOST_ARTIFACT_BYTES)
        throw new Error(`it has ${bytes} bytes, more than the limit of ${MOST_ARTIFACT_BYTES}`);
      reports.push(confirmed(resultsOfFork(await api.download(id)), event));
    } catch (error) {
      log.warn(`The artifact ${plainLine(name, 100)} is not used: ${plainLine(messageOf(error), 300)}`);
    }
  }
  if (reports.length > 0 || event.conclusion === 'success') return reports;
  return [unknown(event, 'the run of the fork has left no results that can be read')];
}

/** Neither is the part of a matrix, which is not yet judged. */
function isReport({ name, expired }: Artifact, { attempt }: WorkflowRunEvent): boolean {
  return REPORT.exec(name)?.[1] === String(attempt) && !expired;
}

const REPORT = /^portability-(?!shard-).*-attempt-(\d+)(?:-\d+)?$/;

/** Whatever the document says, a comment is not green over a check that is red. */
function confirmed(results: Results, event: WorkflowRunEvent): Results {
  if (results.verdict !== 'pass' || event.conclusion === 'success') return results;
  return unknown(event, 'the run of the fork did not succeed, although the results that it left pass', results);
}

function unknown({ conclusion }: WorkflowRunEvent, what: string, results?: Results): Results {
  return stoppedResults(
    { what, why: `its conclusion is ${conclusion}`, next: 'see the log of that run' },
    {
      version: results?.tool.version ?? '',
      platform: results?.platform ?? { os: 'unknown', arch: 'platform', cpu: '', isa: [] },
      run: results?.run ?? { config: null, baseline: 'portability.lock.json' },
    },
  );
}

function stateOf({ headSha, id, attempt }: WorkflowRunEvent, { verdict }: Results): CommentState {
  return { commit: headSha, run: id, attempt, verdict };
}

function presentationOf(results: Results, event: WorkflowRunEvent, pullRequest: OpenPullRequest, run: RunContext) {
  // Apart from the comments of runs that can be trusted.
  const key = `fork/${commentKey(sourceOf(results.run?.folder ?? '', results.run?.config ?? null), results)}`;
  const options = {
    key,
    state: stateKey(stateOf(event, results)),
    commit: {
      name: event.headSha.slice(0, 7),
      address: `${run.server}/${run.repository}/pull/${pullRequest.number}/commits/${event.headSha}`,
    },
    base: { name: pullRequest.base },
    report: event.page,
    ...(run.guide === undefined ? {} : { guide: run.guide }),
    source: `As reported by a run of the fork ${event.headRepository ?? '(deleted)'}, whose workflow is part of the pull request: check that it does not change it.`,
  };
  return { key, options };
}
