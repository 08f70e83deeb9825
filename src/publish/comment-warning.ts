import { plainLine } from '../host/plain-text.js';
import { apiError } from './api-error.js';
import type { PullRequestAddress } from './github-pull-request.js';

/** Why there is no comment and what to do about it, in one message; with the exact line to add if one is missing. */
export function commentWarning(thrown: unknown, { repository, number }: PullRequestAddress): string {
  const { status, message, waitSeconds } = apiError(thrown, 0);
  const answer = plainLine(message, 200);
  const lines = [`The comment on pull request ${number} could not be written. The verdict is not affected.`];
  if (waitSeconds !== null) {
    lines.push(`why: GitHub limits how fast this token may write (HTTP ${status}: ${answer})`);
    lines.push('next: run the job again later; the report is in the job summary');
  } else if (status === 401) {
    lines.push(`why: GitHub does not accept the token (HTTP 401: ${answer})`);
    lines.push('next: remove the input `token`, or set it to a token that has not expired');
  } else if (status === 403 && /locked|archived/i.test(message)) {
    lines.push(`why: the conversation is closed to comments (HTTP 403: ${answer})`);
    lines.push('next: nothing to do; the report is in the job summary');
  } else if (status === 403) {
    lines.push(`why: the token may not write to pull requests (HTTP 403: ${answer})`);
    lines.push('next: add this line under `permissions:` of the job, or set `comment: never`:');
    lines.push('  pull-requests: write');
  } else if (status === 404) {
    lines.push(`why: the token cannot access pull request ${number} of ${repository} (HTTP 404)`);
    lines.push(
      'next: use a token of this repository; a token that belongs to a fork or to another repository cannot write here',
    );
  } else if (status === 422 && /too long/i.test(message)) {
    lines.push(`why: GitHub rejected even the shortened text as too long (HTTP 422: ${answer})`);
    lines.push('next: nothing to do; the report is in the job summary');
  } else {
    lines.push(`why: ${status === null ? 'no answer from GitHub' : `HTTP ${status}`}: ${answer}`);
    lines.push('next: nothing to do; the report is in the job summary, and the next run updates the comment');
  }
  return lines.join('\n');
}
