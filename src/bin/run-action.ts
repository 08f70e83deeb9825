import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../errors.js';
import { type GateOutcome, type GateRequest, runGate } from '../gate.js';
import { type ActionsLog, actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost, type OwnHost } from '../host/create-host.js';
import type { Host } from '../host/host.js';
import { type ActionInputs, loadInputs } from '../host/inputs.js';
import { type RunContext, runContext } from '../host/run-context.js';
import { setOutputs } from '../publish/outputs.js';
import { publish } from '../publish/publish.js';
import { terminalReport } from '../report/terminal.js';
import { deliverResults, deliveryOf } from './deliver.js';
import { publicationOf } from './publication-of.js';
import { stopped } from './stopped.js';

/** Characters that fit a line of GitHub's log view on a usual screen. */
const LOG_COLUMNS = 140;

/**
 * The gate as a step of a workflow. The process's exit code is set as soon as the verdict is known; everything that is
 * published comes after and can only warn. Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runAction(assets: string): Promise<void> {
  const log = actionsLog();
  try {
    const inputs = loadInputs();
    const host = createHost({ assets, cwd: workingDirectory(inputs), log });
    try {
      const run = runContext(host.env);
      const shard = inputs.shard === undefined ? undefined : await deliveryOf(inputs.shard, freshDelivery(run), host);
      const request: GateRequest = {
        ...requestOf(inputs),
        onlyChanged: !(inputs.all ?? run.eventName === 'schedule'),
        ...(shard === undefined ? {} : { shard }),
      };
      const outcome = await runGate(request, host);
      if (shard === undefined) {
        process.exitCode = outcome.exitCode;
        await publishOutcome(outcome, inputs, host, log);
      } else {
        await deliver(outcome, shard, log);
      }
    } finally {
      dispose(host);
    }
  } catch (error) {
    const { exitCode, message } = stopped(error);
    process.exitCode = exitCode;
    log.error(message);
  }
}

/** One part of a matrix decides nothing and publishes nothing: its results go to the job that joins them. */
async function deliver(outcome: GateOutcome, shard: NonNullable<GateRequest['shard']>, log: ActionsLog): Promise<void> {
  await deliverResults(outcome, shard.folder);
  const { platform } = outcome.results;
  setOutputs({
    delivery: shard.folder,
    'delivery-name': `portability-shard-${platform.os}-${platform.arch}-${shard.name.replace('/', '-of-')}-attempt-${shard.attempt}`,
  });
  log.close();
  log.info(terminalReport(outcome.results, { columns: LOG_COLUMNS, colour: false }));
}

/** A job may run several parts, one after another. */
function freshDelivery({ temp }: RunContext): string {
  return mkdtempSync(join(temp === '' ? tmpdir() : temp, 'portability-shard-'));
}

/** Whatever fails from here on, the verdict stands. */
async function publishOutcome(outcome: GateOutcome, inputs: ActionInputs, host: Host, log: ActionsLog): Promise<void> {
  try {
    // Messages about publishing belong outside the collapsed groups of progress.
    log.close();
    const run = runContext(host.env);
    const { publication, settings } = publicationOf(outcome, inputs, run, host.cwd);
    await publish(publication, settings, { run, log, sleep, now: Date.now });
  } catch (error) {
    log.warn(`Nothing was published. ${stopped(error).message}`);
  }
  log.info(terminalReport(outcome.results, { columns: LOG_COLUMNS, colour: false }));
}

function requestOf(inputs: ActionInputs): GateRequest {
  const { config, models, runtimes, failOn, baseline, sandbox } = inputs;
  return {
    ...(config === undefined ? {} : { config }),
    ...(models === undefined ? {} : { models }),
    ...(runtimes === undefined ? {} : { runtimes }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(sandbox === undefined ? {} : { sandbox }),
  };
}

/** @throws UserError when there is no such folder */
function workingDirectory({ workingDirectory = '.' }: ActionInputs): string {
  const folder = resolve(workingDirectory);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UserError({
    where: 'input working-directory',
    what: `there is no folder ${JSON.stringify(workingDirectory)}`,
    why: 'it is relative to the root of the workspace, after the checkout',
    next: 'check the path, and run actions/checkout before this step',
  });
}

/** Failing to remove the scratch folder must not change the verdict: the runner empties it after the job. */
function dispose(host: OwnHost): void {
  try {
    disposeHost(host);
  } catch (error) {
    host.log.debug(`could not remove the scratch folder: ${messageOf(error)}`);
  }
}
