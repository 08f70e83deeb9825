import * as core from '@actions/core';
import { actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost } from '../host/create-host.js';
import { type ActionInputs, loadInputs } from '../host/inputs.js';
import { runContext } from '../host/run-context.js';
import type { Plan } from '../plan/plan.js';
import { planSession } from '../plan-session.js';
import { cacheKeys } from '../recorded/cache-keys.js';
import { hasChanged } from '../run-changed.js';
import { type Session, withSession } from '../session.js';
import { stopped } from './stopped.js';

/**
 * What the cache action restores, as outputs: folders and keys. What is wrong with the configuration is for the gate to
 * say: without keys nothing is restored. Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export function runCacheKey(assets: string): Promise<void> {
  return withPlan(assets, cacheKeys);
}

/**
 * Once results are restored: whether anything is left to run, for which environments are needed. Who cannot tell says so.
 * A gate that is asked for more than what has changed makes what it needs. Never rejects.
 */
export function runCacheNeed(assets: string): Promise<void> {
  return withPlan(assets, async (plan, session, { all }) => {
    const { config, host } = session;
    const { eventName } = runContext(host.env);
    const platforms = Object.keys(config.platforms ?? {}).length;
    const everything = all ?? eventName === 'schedule';
    const needed = everything || platforms > 1 || (await hasChanged(plan, session));
    return { environments: needed ? 'needed' : 'not needed: nothing has changed' };
  });
}

async function withPlan(
  assets: string,
  outputsOf: (plan: Plan, session: Session, inputs: ActionInputs) => Promise<object>,
): Promise<void> {
  const log = actionsLog();
  try {
    // Inputs that are wrong are for the gate to say as well.
    const { inputs } = loadInputs();
    const { config, workingDirectory } = inputs;
    const host = createHost({ assets, log, ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }) });
    try {
      const request = config === undefined ? {} : { config };
      const outputs = await withSession(request, host, async (session) =>
        outputsOf(await planSession(session), session, inputs),
      );
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    } finally {
      disposeHost(host);
    }
  } catch (error) {
    log.warn(`Nothing is restored. ${stopped(error).message}`);
  }
}
