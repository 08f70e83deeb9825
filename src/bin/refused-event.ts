import { UserError } from '../errors.js';
import { DOCUMENTATION } from '../published.js';

/**
 * Why the gate does not run for an event; null when it does. A workflow for `pull_request_target` has the secrets of the
 * base branch, and checks that branch out: what it says would be of other files, or run those of strangers beside secrets.
 */
export function refusedEvent(eventName: string): UserError | null {
  if (eventName !== 'pull_request_target') return null;
  return new UserError({
    where: 'on',
    what: 'the gate does not run for pull_request_target',
    why: 'its workflow has the secrets and the write token of the base branch: without more it checks out that branch instead of the pull request, and with more it runs what strangers wrote beside the secrets',
    next: `use \`pull_request\`; for a comment on pull requests of forks, add the publish action: see ${DOCUMENTATION}/forks.md`,
  });
}
