import { messageOf } from '../errors.js';
import type { CommentMode } from '../host/inputs.js';
import { plainLine } from '../host/plain-text.js';
import type { RunContext } from '../host/run-context.js';
import type { WorkflowRunEvent } from '../host/workflow-run-event.js';
import { DOCUMENTATION } from '../published.js';
import {
  commentKeyIn,
  commentMarkdown,
  commentMarker,
  commentMarkerOfAll,
  type MarkdownOptions,
} from '../report/markdown.js';
import type { Results } from '../results/schema.js';
import { stoppedResults } from '../results/stopped-results.js';
import { commentKey, sourceOf } from './comment-key.js';
import { type CommentState, stateKey } from './comment-state.js';
import { fromRoot } from './from-root.js';
import { githubPullRequest, type PullRequestAddress } from './github-pull-request.js';
import { githubWorkflowRun } from './github-workflow-run.js';
import type { PublishContext } from './publication.js';
import { writeComment } from './publish-comment.js';
import { MOST_ARTIFACT_BYTES, resultsOfFork } from './results-of-fork.js';
import { ownComments } from './sticky-comment.js';
import { type Limits, WRITES_A_RUN } from './within-limits.js';
import type { Artifact, OpenPullRequest, WorkflowRunApi } from './workflow-run-api.js';

export interface ForkSettings {
  readonly token: string;
  readonly comment: CommentMode;
}

/** What the keys of comments on runs of forks begin with: apart from those of runs that can be trusted. */
const FORK = 'fork/';
/** Of a run that left no results on a pull request without such a comment; the next report takes its place. */
const NO_QUESTION = `${FORK}no-results`;
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
    const reports = await reportsOf(event, api, context);
    const write = (results: Results, key: string) => {
      const options = optionsOf(key, results, event, pullRequest, run);
      const publication = {
        results,
        sources: results.models.flatMap((model) =>
          model.forms.map(({ path }) => fromRoot(results.run?.folder ?? '', path)),
        ),
        comment: (budget: number) => commentMarkdown(results, { ...options, budget }),
      };
      const marker = commentMarker(key);
      const settings = { token, comment, marker, replaces: commentMarker(NO_QUESTION), state: stateOf(event, results) };
      return writeComment(publication, settings, { ...context, number: pullRequest.number });
    };
    for (const results of reports) await write(results, keyOf(results));
    if (reports.length > 0 || event.conclusion === 'success') return;
    // Which question it was is not known: every answer that stands is out of date.
    const nothing = unknown(event, 'the run of the fork has left no results that can be read');
    const standing = await standingKeys(token, { ...address, number: pullRequest.number }, limits);
    for (const key of standing.length === 0 ? [NO_QUESTION] : standing) await write(nothing, key);
  } catch (error) {
    log.warn(
      `No comment on the pull request of ${plainLine(event.headRepository ?? 'a fork', 100)}: ${plainLine(messageOf(error), 300)}\n` +
        `next: the job needs \`actions: read\` and \`pull-requests: write\` under \`permissions:\`; see ${DOCUMENTATION}/forks.md`,
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

/** The results in the artifacts of this attempt that can be used. */
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
      reports.push(shown(confirmed(resultsOfFork(await api.download(id)), event), event));
    } catch (error) {
      log.warn(`The artifact ${plainLine(name, 100)} is not used: ${plainLine(messageOf(error), 300)}`);
    }
  }
  return reports;
}

/** What the comments on runs of forks stand for that are there. */
async function standingKeys(token: string, address: PullRequestAddress, limits: Limits): Promise<readonly string[]> {
  const own = await ownComments(await githubPullRequest(token, address, limits), commentMarkerOfAll(FORK));
  return [...new Set(own.flatMap(({ body }) => commentKeyIn(body) ?? []))].slice(0, MOST_COMMENTS);
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

/** What no comment can be made of must not leave an older one as if it still held. */
function shown(results: Results, event: WorkflowRunEvent): Results {
  try {
    commentMarkdown(results, { key: keyOf(results) });
    return results;
  } catch {
    return unknown(event, 'the results that the run of the fork left cannot be shown', results);
  }
}

function unknown({ conclusion }: WorkflowRunEvent, what: string, results?: Results): Results {
  return stoppedResults(
    { what, why: `its conclusion is ${conclusion}`, next: 'see the log of that run' },
    {
      version: results?.tool.version ?? '',
      platform: results?.platform ?? { os: '', arch: '', cpu: '', isa: [] },
      run: results?.run ?? { config: null, baseline: 'portability.lock.json' },
    },
  );
}

function stateOf({ headSha, id, attempt }: WorkflowRunEvent, { verdict }: Results): CommentState {
  return { commit: headSha, run: id, attempt, verdict };
}

function keyOf(results: Results): string {
  return `${FORK}${commentKey(sourceOf(results.run?.folder ?? '', results.run?.config ?? null), results)}`;
}

function optionsOf(
  key: string,
  results: Results,
  event: WorkflowRunEvent,
  pullRequest: OpenPullRequest,
  run: RunContext,
): MarkdownOptions {
  return {
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
}
