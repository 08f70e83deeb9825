import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import type { GateOutcome, GateRequest } from '../gate.js';
import type { Host } from '../host/host.js';
import type { Log } from '../host/log.js';
import { requireOwnTarget } from '../host/own-target.js';
import { runContext } from '../host/run-context.js';
import { sourceOf } from '../publish/comment-key.js';
import { redactRepros } from '../publish/repro-files.js';
import { warnOfSecrets, withoutSecrets } from '../publish/without-secrets.js';
import { resultsJson } from '../report/json.js';
import type { Results } from '../results/schema.js';
import { redactOutputs } from '../shards/redact-outputs.js';

/** Folder in a delivery for what shows operators without the gate. */
export const REPRO = 'repro';

/** Folder of a part's results and outputs, when no other is named. */
export const DELIVERY = 'portability-shard';

/**
 * The part that was asked for and the folder that it goes to, which has to be new or empty: what an earlier run left there
 * would be joined as well.
 * @throws UserError for a folder that is neither, or that a link in the repository leads to
 */
export async function deliveryOf(
  name: string,
  folder: string = DELIVERY,
  host: Pick<Host, 'cwd' | 'env'>,
): Promise<NonNullable<GateRequest['shard']>> {
  requireOwnTarget(host.cwd, folder);
  const path = resolve(host.cwd, folder);
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0)
    throw new UserError({ where: folder, what: 'the folder is not empty', next: 'name a new folder, or empty it' });
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
  const source = sourceOf(whole.run.folder ?? '', whole.run.config);
  const matrix = source === USUAL_SOURCE ? '' : `${createHash('sha256').update(source).digest('hex').slice(0, 8)}-`;
  return `portability-shard-${matrix}${platform}-${index}-of-${of}-attempt-${attempt}`;
}

const USUAL_SOURCE = sourceOf('', null);

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
