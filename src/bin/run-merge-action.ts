import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost } from '../host/create-host.js';
import { loadInputs } from '../host/inputs.js';
import { runContext } from '../host/run-context.js';
import { publish } from '../publish/publish.js';
import { warnOfSecrets, withoutSecrets } from '../publish/without-secrets.js';
import { terminalReport } from '../report/terminal.js';
import { gateVerdict } from '../results/verdict.js';
import { chosenDeliveries } from '../shards/chosen-deliveries.js';
import { joinDeliveries } from '../shards/join-deliveries.js';
import { readDeliveries } from '../shards/read-deliveries.js';
import { publicationOf } from './publication-of.js';
import { stopped } from './stopped.js';

const LOG_COLUMNS = 140;

/**
 * The merge as a step of a workflow: joins what the parts delivered, sets the exit code, then publishes once. Never
 * rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runMergeAction(assets: string): Promise<void> {
  const log = actionsLog();
  try {
    const { inputs, fault } = loadInputs();
    if (fault !== null) throw fault;
    const host = createHost({ assets, log });
    try {
      const chosen = chosenDeliveries(await readDeliveries(host.cwd, core.getMultilineInput('folders'), log));
      const failOn = inputs.failOn ?? chosen.whole.failOn;
      const whole = { ...chosen.whole, failOn };
      const results = await joinDeliveries({ ...chosen, whole });
      process.exitCode = gateVerdict(results, failOn).exitCode;
      log.close();
      try {
        const run = runContext(host.env);
        // There is no checkout: what the configuration says of publishing came with the parts.
        const settled = {
          ...inputs,
          comment: inputs.comment ?? whole.comment,
          ...(whole.config === null ? {} : { config: whole.config }),
        };
        const { results: clean, removed } = withoutSecrets(results, [inputs.token]);
        warnOfSecrets(removed, log);
        const { publication, settings } = publicationOf(clean, settled, run, host.cwd);
        await publish(publication, settings, { run, log, sleep, now: Date.now });
      } catch (error) {
        log.warn(`Nothing was published. ${stopped(error).message}`);
      }
      log.info(terminalReport(results, { columns: LOG_COLUMNS, colour: false }));
    } finally {
      disposeHost(host);
    }
  } catch (error) {
    const { exitCode, message } = stopped(error);
    process.exitCode = exitCode;
    log.error(message);
  }
}
