import * as core from '@actions/core';
import { assertNever } from '../errors.js';
import { DOCUMENTATION } from '../published.js';
import { commentDue, touchesAny } from './comment-due.js';
import { reasonToKeep, stateIn } from './comment-state.js';
import { commentWarning } from './comment-warning.js';
import { githubPullRequest } from './github-pull-request.js';
import type { Publication, PublishContext, PublishSettings } from './publication.js';
import { type StickyOutcome, stickyComment } from './sticky-comment.js';
import { type Limits, WRITES_A_RUN } from './within-limits.js';

/** Between reading a comment and writing it a job makes two calls. */
const SETTLE_MS = 2000;

/**
 * The comment on the run's pull request: none for other events, for `comment: never`, and for forks, whose runs have no
 * permission to write. Failures are warnings that say what to change.
 */
export async function publishComment(
  publication: Publication,
  settings: PublishSettings,
  context: PublishContext,
): Promise<void> {
  const { run, log } = context;
  const { pullRequest, repository } = run;
  if (pullRequest === undefined || settings.comment === 'never') return;
  if (pullRequest.headRepository !== repository) {
    core.notice(
      `No comment from here: pull request ${pullRequest.number} comes from a fork, whose workflows may not write comments. ` +
        `The result is in the job summary: ${run.runUrl}. The publish action can comment: see ${DOCUMENTATION}/forks.md`,
      { title: 'Portability' },
    );
    return;
  }
  const { token } = settings;
  if (token === undefined) {
    log.warn('No comment: the input `token` is empty. Remove the input, or set `comment: never`.');
    return;
  }
  await writeComment(publication, { ...settings, token }, { ...context, number: pullRequest.number });
}

/** What is written of a publication, and what decides whether it is. */
export type CommentPublication = Pick<Publication, 'results' | 'sources' | 'comment'>;
export type CommentSettings = Pick<PublishSettings, 'comment' | 'marker' | 'state'> & {
  readonly token: string;
  readonly replaces?: string;
};

/** Creates or updates the comment on a pull request; a failure is a warning that says what to change. */
export async function writeComment(
  publication: CommentPublication,
  settings: CommentSettings,
  { run, log, sleep, now, number }: PublishContext & { readonly number: number },
): Promise<void> {
  const address = { apiUrl: run.apiUrl, repository: run.repository, number };
  const limits: Limits = { sleep, now, writesLeft: WRITES_A_RUN };
  try {
    const api = await githubPullRequest(settings.token, address, limits);
    const { verdict, run: about } = publication.results;
    const due = commentDue(settings.comment, verdict === 'pass');
    // What passes by rules that the pull request brings is not passed over.
    const changes = async () =>
      about?.changedRules !== undefined || touchesAny(api.changedFiles(), publication.sources);
    const outcome = await stickyComment(api, {
      marker: settings.marker,
      replaces: settings.replaces,
      due: async () => due === 'yes' || (due === 'if-models-change' && changes()),
      async reasonToKeep(body) {
        // A token that may not ask still may write.
        const head = await api.head().catch(() => null);
        return reasonToKeep(body === null ? null : stateIn(body), settings.state, head);
      },
      // What fails may speak over a job that passes and was about to write; the other way round it may not.
      settle: async () => (publication.results.verdict === 'pass' ? undefined : sleep(SETTLE_MS)),
      markdown: publication.comment,
    });
    log.info(described(outcome));
  } catch (error) {
    log.warn(commentWarning(error, address));
  }
}

function described(outcome: StickyOutcome): string {
  switch (outcome.kind) {
    case 'not-due':
      return 'No comment: the gate passes and has nothing to add (set `comment: always` to get one anyway).';
    case 'kept':
      return `No comment: ${outcome.reason}.`;
    case 'created':
    case 'edited':
    case 'unchanged':
      return `Comment ${outcome.kind}: ${outcome.url}`;
    default:
      return assertNever(outcome);
  }
}
