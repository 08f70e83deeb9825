import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, UserError } from '../errors.js';
import { type ActionsLog, actionsLog } from '../host/actions-log.js';
import { createHost, disposeHost } from '../host/create-host.js';
import type { Host } from '../host/host.js';
import { type ActionInputs, loadInputs } from '../host/inputs.js';
import { type RunContext, runContext } from '../host/run-context.js';
import type { GateRequest, runGate } from '../pipeline.js';
import { fromRoot } from '../publish/from-root.js';
import { type Publication, publish } from '../publish/publish.js';
import { htmlReport } from '../report/html.js';
import { resultsJson } from '../report/json.js';
import { commentMarkdown, commentMarker, summaryMarkdown } from '../report/markdown.js';
import { verdictLine } from '../report/verdict-line.js';
import type { Results } from '../results.js';
import { stopped } from './stopped.js';

/**
 * The gate as a step of a workflow. The process's exit code is set as soon as the verdict is known; everything that is
 * published comes after and can only warn. Never rejects.
 * @param assets folder with what the gate loads at run time
 */
export async function runAction(gate: typeof runGate, assets: string): Promise<void> {
  const log = actionsLog();
  try {
    const inputs = loadInputs();
    const host = createHost({ assets, cwd: workingDirectory(inputs), log });
    try {
      await gateAndPublish(gate, inputs, host, log);
    } finally {
      dispose(host);
    }
  } catch (error) {
    const { exitCode, message } = stopped(error);
    process.exitCode = exitCode;
    log.error(message);
  }
}

async function gateAndPublish(gate: typeof runGate, inputs: ActionInputs, host: Host, log: ActionsLog): Promise<void> {
  const run = runContext(host.env);
  const { results, exitCode, config } = await gate(requestOf(inputs), host);
  process.exitCode = exitCode;

  log.progress('publish');
  const folder = folderOf(run.workspace, host.cwd);
  const source = fromRoot(folder, config.path ?? 'portability.yml');
  const key = `${source}/${results.platform.os}-${results.platform.arch}`;
  const settings = {
    // The shards' comment is made once, of all of them, by the action that merges them.
    comment: inputs.shard === undefined ? (inputs.comment ?? config.config.comment) : 'never',
    token: inputs.token,
    folder,
    marker: commentMarker(key),
  } as const;
  await publish(publicationOf(results, run, key, source), settings, { run, log, sleep, now: Date.now });
  log.close();
  const { symbol, text } = verdictLine(results);
  log.info(`${symbol} Portability: ${text}`);
}

function publicationOf(results: Results, run: RunContext, key: string, source: string): Publication {
  const options = {
    key,
    report: run.runUrl,
    ...(run.pullRequest === undefined ? {} : { commit: run.pullRequest.headSha.slice(0, 7) }),
  };
  return {
    results,
    sources: [source],
    resultsJson: resultsJson(results),
    html: htmlReport(results),
    comment: (budget) => commentMarkdown(results, { ...options, budget }),
    report: (budget) => summaryMarkdown(results, { ...options, budget }),
  };
}

function requestOf(inputs: ActionInputs): GateRequest {
  const { config, models, runtimes, failOn, baseline, shard, sandbox } = inputs;
  return {
    ...(config === undefined ? {} : { config }),
    ...(models === undefined ? {} : { models }),
    ...(runtimes === undefined ? {} : { runtimes }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(shard === undefined ? {} : { shard }),
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
    why: 'it is taken from the root of the workspace, after the checkout',
    next: 'check the path, and that the step actions/checkout comes first',
  });
}

/** The working directory as a path from the workspace's root; '' for the root, and for anywhere outside of it. */
function folderOf(workspace: string, cwd: string): string {
  const path = relative(workspace === '' ? cwd : workspace, cwd);
  return path.startsWith('..') || isAbsolute(path) ? '' : path.split(sep).join('/');
}

/** A scratch folder that cannot be removed is not worth a verdict: the runner empties it after the job. */
function dispose(host: Host): void {
  try {
    disposeHost(host);
  } catch (error) {
    host.log.debug(`the scratch folder stays: ${messageOf(error)}`);
  }
}
