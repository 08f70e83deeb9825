import * as core from '@actions/core';
import { commentDue, touchesAny } from './comment-due.js';
import { commentWarning } from './comment-warning.js';
import { githubPullRequest } from './github-pull-request.js';
import { fromRoot, type Publication, type PublishContext, type PublishSettings } from './publication.js';
import { type StickyOutcome, stickyComment } from './sticky-comment.js';
import { type Limits, WRITES_A_RUN } from './within-limits.js';

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
      `No comment: pull request ${pullRequest.number} comes from a fork, whose workflows may not write comments. ` +
        `The result is in the job summary: ${run.runUrl}`,
      { title: 'Portability' },
    );
    return;
  }
  if (settings.token === undefined) {
    log.warn('No comment: the input `token` is empty. Remove the input, or set `comment: never`.');
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
    ? 'No comment: the gate passes and has nothing to add (set `comment: always` to get one anyway).'
    : `Comment ${outcome.kind}: ${outcome.url}`;
}
