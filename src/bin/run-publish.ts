import { setTimeout as sleep } from 'node:timers/promises';
import { actionsLog } from '../host/actions-log.js';
import { loadInputs } from '../host/inputs.js';
import { runContext } from '../host/run-context.js';
import { workflowRunEvent } from '../host/workflow-run-event.js';
import { publishFork } from '../publish/publish-fork.js';
import { DOCUMENTATION } from '../published.js';
import { stopped } from './stopped.js';

/** The publish action: a comment on the pull request of a fork, after its run. Never rejects, and never fails. */
export async function runPublish(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const log = actionsLog();
  try {
    const { inputs, fault } = loadInputs();
    if (fault !== null) throw fault;
    const event = workflowRunEvent(env.GITHUB_EVENT_PATH);
    if (event === null)
      return log.warn(
        `Nothing was published: this action is for the event \`workflow_run\`; see ${DOCUMENTATION}/forks.md`,
      );
    if (inputs.token === undefined) return log.warn('No comment: the input `token` is empty. Remove the input.');
    const { token, comment = 'always' } = inputs;
    await publishFork(event, { token, comment }, { run: runContext(env), log, sleep, now: Date.now });
  } catch (error) {
    log.warn(`Nothing was published. ${stopped(error).message}`);
  }
}
