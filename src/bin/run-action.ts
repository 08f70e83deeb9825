import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { configPath } from '../config/load-config.js';
import { messageOf, UserError } from '../errors.js';
import { type GateRequest, runGate } from '../gate.js';
import { type ActionsLog, actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost, type OwnHost } from '../host/create-host.js';
import { folderInWorkspace } from '../host/folder-in-workspace.js';
import type { Host } from '../host/host.js';
import { type ActionInputs, loadInputs } from '../host/inputs.js';
import { type RunContext, runContext } from '../host/run-context.js';
import { setOutputs } from '../publish/outputs.js';
import { publish } from '../publish/publish.js';
import { warnOfSecrets, withoutSecrets } from '../publish/without-secrets.js';
import type { Results } from '../results/schema.js';
import { deliverResults, deliverStop, deliveryName, deliveryOf, matrixOf, REPRO } from './deliver.js';
import { logReport } from './log-report.js';
import { publicationOf } from './publication-of.js';
import { refusedEvent } from './refused-event.js';
import { resultsOfEnded } from './results-of-ended.js';
import { type Stop, stopped, stoppedBy } from './stopped.js';

/** The folders that show operators without the gate are small; one with weights that cannot be cut may not be. */
const MOST_REPRO_BYTES = 16 * 2 ** 20;

/**
 * The gate as a step of a workflow. The process's exit code is set as soon as the verdict is known; everything that is
 * published comes after and can only warn. A run that stops publishes that: nothing older may look as if it still held.
 * Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runAction(assets: string): Promise<void> {
  const log = actionsLog();
  try {
    const { inputs, fault } = loadInputs();
    const folder = workingDirectory(inputs);
    const host = createHost({ assets, cwd: folder ?? '.', log });
    try {
      const run = runContext(host.env);
      if (host.ended !== null) {
        const stop = stoppedBy(host.ended);
        process.exitCode = stop.exitCode;
        log.info(stop.message);
        if (inputs.shard !== undefined) await deliverStopOf(inputs.shard, stop, inputs, run, host);
        else await publishResults(resultsOfEnded(stop, requestOf(inputs, run), host), inputs, run, log);
        return;
      }
      const stop = refusedEvent(run.eventName) ?? fault ?? (folder === null ? noFolder(inputs) : null);
      if (inputs.shard !== undefined) {
        await deliver(inputs, inputs.shard, stop, run, host, log);
      } else {
        const repro = isUploading(inputs, run) ? join(host.scratch, 'repro') : undefined;
        const results = await resultsOf(inputs, stop, run, host, repro);
        await publishResults(results, inputs, run, log, repro);
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

/** Of the gate, or of the reason why it did not come to an end; with the exit code set. */
async function resultsOf(
  inputs: ActionInputs,
  fault: UserError | null,
  context: RunContext,
  host: Host,
  repro: string | undefined,
): Promise<Results> {
  const folders = repro === undefined ? {} : { repro: { folder: repro, mostBytes: MOST_REPRO_BYTES } };
  const request = { ...requestOf(inputs, context), ...folders };
  try {
    if (fault !== null) throw fault;
    const { results, exitCode } = await runGate(request, host);
    process.exitCode = exitCode;
    return results;
  } catch (error) {
    // After an interrupt, whatever was thrown is a consequence of it.
    const stop = stopped(host.signal.aborted ? host.signal.reason : error);
    process.exitCode = stop.exitCode;
    host.log.info(stop.message);
    return resultsOfEnded(stop, request, host);
  }
}

/** One part of a matrix decides nothing and publishes nothing: its results, or the reason why it has none, go to the job that joins them. */
async function deliver(
  inputs: ActionInputs,
  part: string,
  fault: UserError | null,
  run: RunContext,
  host: Host,
  log: ActionsLog,
): Promise<void> {
  try {
    if (fault !== null) throw fault;
    await deliverPart(inputs, part, run, host, log);
  } catch (error) {
    // After an interrupt, whatever was thrown is a consequence of it.
    const thrown: unknown = host.signal.aborted ? host.signal.reason : error;
    await deliverStopOf(part, stopped(thrown), inputs, run, host);
    throw thrown;
  }
}

async function deliverStopOf(
  name: string,
  stop: Stop,
  { config, workingDirectory, token }: ActionInputs,
  run: RunContext,
  host: Host,
): Promise<void> {
  const folder = freshDelivery(run);
  const below = folderInWorkspace(run.workspace, resolve(workingDirectory ?? '.'));
  const source = matrixOf(below, configPath(host.cwd, config));
  const artifact = await deliverStop(stop, { folder, name, source, attempt: run.attempt }, [token]);
  setOutputs({ delivery: folder, 'delivery-name': artifact });
}

async function deliverPart(
  inputs: ActionInputs,
  part: string,
  run: RunContext,
  host: Host,
  log: ActionsLog,
): Promise<void> {
  const shard = await deliveryOf(part, freshDelivery(run), host);
  const repro = { folder: join(shard.folder, REPRO), mostBytes: MOST_REPRO_BYTES };
  const outcome = await runGate({ ...requestOf(inputs, run), shard, repro }, host);
  await deliverResults(outcome, shard.folder, log, [inputs.token]);
  setOutputs({ delivery: shard.folder, 'delivery-name': deliveryName(outcome.results) });
  log.close();
  const { whole } = outcome.results.part ?? {};
  log.info(logReport(whole === undefined ? outcome.results : { ...outcome.results, run: whole.run }));
}

/** A job may run several parts, one after another. */
function freshDelivery({ temp }: RunContext): string {
  return mkdtempSync(join(temp === '' ? tmpdir() : temp, 'portability-shard-'));
}

/** Whatever fails from here on, the verdict stands. */
async function publishResults(
  results: Results,
  inputs: ActionInputs,
  run: RunContext,
  log: ActionsLog,
  repro?: string,
): Promise<void> {
  let { run: about } = results;
  try {
    // Messages about publishing belong outside the collapsed groups of progress.
    log.close();
    const { results: clean, removed } = withoutSecrets(results, [inputs.token]);
    warnOfSecrets(removed, log);
    const { publication, settings } = publicationOf(clean, inputs, run, resolve(inputs.workingDirectory ?? '.'));
    about = publication.results.run;
    await publish(publication, { ...settings, repro }, { run, log, sleep, now: Date.now });
  } catch (error) {
    log.warn(`Nothing was published. ${stopped(error).message}`);
  }
  log.info(logReport({ ...results, run: about }));
}

function requestOf(inputs: ActionInputs, { eventName }: RunContext): GateRequest {
  const { config, models, runtimes, failOn, baseline, sandbox, allowCode } = inputs;
  return {
    onlyChanged: !(inputs.all ?? eventName === 'schedule'),
    ...(config === undefined ? {} : { config }),
    ...(models === undefined ? {} : { models }),
    ...(runtimes === undefined ? {} : { runtimes }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(allowCode === undefined ? {} : { allowCode }),
  };
}

/** Whether an artifact may be made of this run: otherwise nothing is written for it. */
function isUploading({ upload }: ActionInputs, { artifacts }: RunContext): boolean {
  return upload !== 'never' && artifacts !== undefined;
}

/** Null when there is no such folder. */
function workingDirectory({ workingDirectory: named = '.' }: ActionInputs): string | null {
  const folder = resolve(named);
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? folder : null;
}

function noFolder({ workingDirectory: named }: ActionInputs): UserError {
  return new UserError({
    where: 'input working-directory',
    what: `there is no folder ${JSON.stringify(named)}`,
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
