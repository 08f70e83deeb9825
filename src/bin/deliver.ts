import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { configPath } from '../config/load-config.js';
import { UserError } from '../errors.js';
import type { GateOutcome, GateRequest } from '../gate.js';
import { folderInWorkspace } from '../host/folder-in-workspace.js';
import type { Host } from '../host/host.js';
import type { Log } from '../host/log.js';
import { makeFolder } from '../host/make-folder.js';
import { requireOwnTarget } from '../host/own-target.js';
import { readPlatform } from '../host/platform.js';
import { runContext } from '../host/run-context.js';
import { platformName } from '../plan-session.js';
import { sourceOf } from '../publish/comment-key.js';
import { redactRepros } from '../publish/repro-files.js';
import { warnOfSecrets, withoutSecrets } from '../publish/without-secrets.js';
import { resultsJson } from '../report/json.js';
import type { Results } from '../results/schema.js';
import { redactOutputs } from '../shards/redact-outputs.js';
import { leaveStop, STOPPED } from '../shards/stopped-parts.js';
import type { Stop } from './stopped.js';

/** Folder in a delivery for what shows operators without the gate. */
export const REPRO = 'repro';

/** Folder of a part's results and outputs, when no other is named. */
export const DELIVERY = 'portability-shard';

/**
 * The part that was asked for and the folder that it goes to, which has to be new or empty: what an earlier run left there,
 * other than why it stopped, would be joined as well.
 * @throws UserError for a folder that is neither, or that a link in the repository leads to
 */
export async function deliveryOf(
  name: string,
  folder: string = DELIVERY,
  host: Pick<Host, 'cwd' | 'env'>,
): Promise<NonNullable<GateRequest['shard']>> {
  requireOwnTarget(host.cwd, folder);
  const path = resolve(host.cwd, folder);
  await makeFolder(path);
  const there = await readdir(path);
  if (there.some((name) => name !== STOPPED))
    throw new UserError({ where: folder, what: 'the folder is not empty', next: 'name a new folder, or empty it' });
  // Why an earlier try did not come to its end.
  await rm(join(path, STOPPED), { force: true });
  return { name, attempt: runContext(host.env).attempt, folder: path };
}

/**
 * A name for the artifact of a part: several matrices of one run differ in their configuration or folder, the parts of one
 * in all else.
 */
export function deliveryName({ part }: Pick<Results, 'part'>): string {
  if (part === undefined) throw new Error('these are not the results of a part');
  const { shard, attempt, whole } = part;
  const { platform, index, of } = shard;
  return artifactName(sourceOf(whole.run.folder ?? '', whole.run.config), `${platform}-${index}-of-${of}`, attempt);
}

function artifactName(source: string, part: string, attempt: number): string {
  const matrix = source === USUAL_SOURCE ? '' : `${createHash('sha256').update(source).digest('hex').slice(0, 8)}-`;
  return `portability-shard-${matrix}${part}-attempt-${attempt}`;
}

const USUAL_SOURCE = sourceOf('', null);

/** Which matrix, however its configuration is written. */
export function matrixOf(folder: string, config: string | null): string {
  return sourceOf(folder, config === null ? null : posix.normalize(config.replaceAll('\\', '/')));
}

/**
 * Leaves the reason why a part has no results, so that the job that joins the parts can say it.
 * @param name of the part, as in 2/4, whatever the user has written
 * @param source which matrix, as `sourceOf` names it
 * @returns a name for the artifact of the folder
 */
export async function deliverStop(
  { explanation }: Pick<Stop, 'explanation'>,
  { folder, name, source, attempt }: StoppedDelivery,
  known: readonly (string | undefined)[] = [],
): Promise<string> {
  const platform = platformName(readPlatform());
  await leaveStop(folder, { source, part: `part ${name} on ${platform}`, attempt, stopped: explanation }, known);
  return artifactName(
    source,
    `${platform}-${name
      .replace('/', '-of-')
      .replace(/[^\w-]+/g, '-')
      .slice(0, 40)}`,
    attempt,
  );
}

/** Leaves the reason why a part, or with `null` the plan of all, did not come to its end, for a command of the terminal. */
export async function deliverReason(
  stop: Pick<Stop, 'explanation'>,
  name: string | null,
  { deliver = DELIVERY, config }: { readonly deliver?: string; readonly config?: string },
  { cwd, env }: Pick<Host, 'cwd' | 'env'>,
): Promise<void> {
  requireOwnTarget(cwd, deliver);
  const folder = resolve(cwd, deliver);
  const source = matrixOf(folderInWorkspace(env.GITHUB_WORKSPACE, cwd), configPath(cwd, config));
  const { attempt } = runContext(env);
  if (name === null) await leaveStop(folder, { source, part: null, attempt, stopped: stop.explanation });
  else await deliverStop(stop, { folder, name, source, attempt });
}

interface StoppedDelivery {
  readonly folder: string;
  readonly name: string;
  readonly source: string;
  readonly attempt: number;
}

/**
 * Writes the results last: a part without them was not delivered. It becomes an artifact that others can read, so secrets
 * are removed from the results and from the outputs beside them.
 * @param known values that must never be published
 */
export async function deliverResults(
  { results }: Pick<GateOutcome, 'results'>,
  folder: string,
  log: Pick<Log, 'warn'>,
  known: readonly (string | undefined)[] = [],
): Promise<void> {
  const clean = withoutSecrets(results, known);
  warnOfSecrets(
    clean.removed + (await redactOutputs(folder, known)) + (await redactRepros(join(folder, REPRO), known)),
    log,
  );
  await writeFile(join(folder, 'results.json'), resultsJson(clean.results));
}
