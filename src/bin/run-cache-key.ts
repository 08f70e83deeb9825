import * as core from '@actions/core';
import { actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost } from '../host/create-host.js';
import { loadInputs } from '../host/inputs.js';
import { planSession } from '../plan-session.js';
import { cacheKeys } from '../recorded/cache-keys.js';
import { withSession } from '../session.js';
import { stopped } from './stopped.js';

/**
 * What the cache action restores, as outputs: folders and keys. What is wrong with the configuration is for the gate to
 * say: without keys nothing is restored. Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runCacheKey(assets: string): Promise<void> {
  const log = actionsLog();
  try {
    // Inputs that are wrong are for the gate to say as well.
    const { config, workingDirectory } = loadInputs().inputs;
    const host = createHost({ assets, log, ...(workingDirectory === undefined ? {} : { cwd: workingDirectory }) });
    try {
      const request = config === undefined ? {} : { config };
      const keys = await withSession(request, host, async (session) => cacheKeys(await planSession(session), session));
      for (const [name, value] of Object.entries(keys)) core.setOutput(name, value);
    } finally {
      disposeHost(host);
    }
  } catch (error) {
    log.warn(`Nothing is restored. ${stopped(error).message}`);
  }
}
