import { posix, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as core from '@actions/core';
import { LOCK_FILE } from '../baseline/lock-schema.js';
import { UserError } from '../errors.js';
import { actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost } from '../host/create-host.js';
import type { Host } from '../host/host.js';
import { type ActionInputs, loadInputs } from '../host/inputs.js';
import { readPlatform } from '../host/platform.js';
import { runContext } from '../host/run-context.js';
import { sourceOf } from '../publish/comment-key.js';
import { publish } from '../publish/publish.js';
import { warnOfSecrets, withoutSecrets } from '../publish/without-secrets.js';
import type { Results } from '../results/schema.js';
import { stoppedResults } from '../results/stopped-results.js';
import { gateVerdict } from '../results/verdict.js';
import { chosenDeliveries } from '../shards/chosen-deliveries.js';
import { joinDeliveries } from '../shards/join-deliveries.js';
import { type Delivery, readDeliveries } from '../shards/read-deliveries.js';
import { lastStop, readStops, type StoppedPart } from '../shards/stopped-parts.js';
import { VERSION } from '../version.js';
import { logReport } from './log-report.js';
import { publicationOf } from './publication-of.js';
import { stopped } from './stopped.js';

/** The comment of a whole matrix: its key may not depend on what was delivered, for it must be found when nothing was. */
const WHOLE_MATRIX = 'parts';

/**
 * The merge as a step of a workflow: joins what the parts delivered, sets the exit code, then publishes once. What cannot
 * be joined is published too: nothing older may look as if it still held. Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runMergeAction(assets: string): Promise<void> {
  const log = actionsLog();
  try {
    const { inputs, fault } = loadInputs();
    const host = createHost({ assets, log });
    try {
      const { results, exitCode, settled } = await joined(inputs, fault, host);
      process.exitCode = exitCode;
      log.close();
      let { run: about } = results;
      try {
        const run = runContext(host.env);
        const { results: clean, removed } = withoutSecrets(results, [inputs.token]);
        warnOfSecrets(removed, log);
        const named = { ...settled, commentKey: inputs.commentKey ?? WHOLE_MATRIX };
        // There is no checkout: the folder is only a name.
        const cwd = resolve(run.workspace === '' ? host.cwd : run.workspace, settled.workingDirectory ?? '.');
        const { publication, settings } = publicationOf(clean, named, run, cwd);
        about = publication.results.run;
        await publish(publication, settings, { run, log, sleep, now: Date.now });
      } catch (error) {
        log.warn(`Nothing was published. ${stopped(error).message}`);
      }
      log.info(logReport({ ...results, run: about }));
    } finally {
      disposeHost(host);
    }
  } catch (error) {
    const { exitCode, message } = stopped(error);
    process.exitCode = exitCode;
    log.error(message);
  }
}

interface Joined {
  readonly results: Results;
  readonly exitCode: number;
  /** With what the configuration says of publishing: there is no checkout, so it came with the parts. */
  readonly settled: ActionInputs;
}

/** What the parts delivered as one document, or the reason why there is none. */
async function joined(inputs: ActionInputs, fault: UserError | null, host: Host): Promise<Joined> {
  try {
    if (fault !== null) throw fault;
    const folders = core.getMultilineInput('folders');
    const stops = ofMatrix(await readStops(host.cwd, folders), inputs);
    const all = await readDeliveries(host.cwd, folders, host.log, stops);
    const chosen = chosenDeliveries(ofOneMatrix(all, inputs, stops));
    const failOn = inputs.failOn ?? chosen.whole.failOn;
    const whole = { ...chosen.whole, failOn };
    const results = await joinDeliveries({ ...chosen, whole }, stops);
    const config = inputs.config ?? whole.run.config ?? undefined;
    const settled = {
      ...inputs,
      comment: inputs.comment ?? whole.comment,
      workingDirectory: folderOf(inputs) ?? whole.run.folder ?? '.',
      ...(config === undefined ? {} : { config }),
    };
    return { results, exitCode: gateVerdict(results, failOn).exitCode, settled };
  } catch (error) {
    const { exitCode, message, explanation } = stopped(error);
    host.log.info(message);
    const run = { config: inputs.config ?? null, baseline: inputs.baseline ?? LOCK_FILE };
    const about = { version: VERSION, platform: readPlatform(), run };
    return { results: stoppedResults(explanation, about), exitCode, settled: inputs };
  }
}

/** Without names in the inputs there is one matrix. */
function ofMatrix(stops: readonly StoppedPart[], inputs: ActionInputs): readonly StoppedPart[] {
  const folder = folderOf(inputs);
  if (inputs.config === undefined && folder === undefined) return stops;
  const wanted = sourceOf(folder ?? '', inputs.config === undefined ? null : normalised(inputs.config));
  return stops.filter(({ source }) => source === wanted);
}

/** The parts of the matrix that the inputs name, where the jobs of one run leave parts of several. */
function ofOneMatrix(
  all: readonly Delivery[],
  inputs: ActionInputs,
  stops: readonly StoppedPart[],
): readonly Delivery[] {
  const sources = new Set(all.map(matrixOf));
  const [first = ''] = sources;
  const folder = folderOf(inputs);
  const named = inputs.config !== undefined || folder !== undefined;
  if (sources.size === 1 && !named) return all;
  const wanted = sourceOf(folder ?? '', inputs.config === undefined ? null : normalised(inputs.config));
  const found = all.filter((delivery) => matrixOf(delivery) === wanted);
  if (found.length > 0) return found;
  const stop = lastStop(stops);
  if (stop !== null) throw new UserError(stop.stopped);
  throw new UserError({
    what: `no part of the matrix of ${wanted} has delivered its results`,
    why: `there are parts of ${sources.size === 1 ? first : [...sources].join(', ')}`,
    next: 'give merge the `config` and the `working-directory` of the parts; if jobs failed, see their logs, that of the plan first',
  });
}

function matrixOf({ results: { part } }: Delivery): string {
  const { folder = '', config } = part.whole.run;
  return sourceOf(folder, config === null ? null : normalised(config));
}

/** As the parts name it, from the root of the repository. */
function folderOf({ workingDirectory }: ActionInputs): string | undefined {
  if (workingDirectory === undefined) return undefined;
  const folder = normalised(workingDirectory);
  return folder === '.' ? '' : folder;
}

function normalised(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
}
