/** Which release of a runtime broke a model, and which mended it: the model runs on ever other releases, by halves. */
import { join } from 'node:path';
import { PINNED, packageOf, sameName } from './adapters/python-requirement.js';
import { isOlder, isRelease } from './config/release.js';
import { parseNpmRequirement } from './environments/find-packages.js';
import { listReleases } from './environments/list-releases.js';
import { InfrastructureError, UserError } from './errors.js';
import { type GateRequest, runGate } from './gate.js';
import type { Host } from './host/host.js';
import { bisectReleases, type FoundReleases, type ReleaseOutcome } from './locate/bisect-releases.js';
import type { Column } from './plan/column.js';
import type { ResultCell } from './results/schema.js';
import { withSession } from './session.js';
import { referenceRuns } from './trial/reference-runs.js';

/**
 * @param request one model and one column
 * @param named releases to try; all final ones that the user's index has for this machine when empty
 * @throws UserError for a column without packages, or a release that cannot be; InfrastructureError when the releases
 * cannot be listed
 */
export async function findRelease(
  request: GateRequest & { readonly models: readonly [string]; readonly runtimes: readonly [string] },
  host: Host,
  named: readonly string[],
): Promise<FoundReleases> {
  const column = await withSession(request, host, async ({ columns, mistakes }) => {
    mistakes.throwAll();
    return columns[0];
  });
  if (column === undefined) throw new Error(`${request.runtimes[0]} is no column`);
  const { runtime } = column;
  if (runtime.language === 'command')
    throw new UserError({
      what: `${column.id} has no releases to try`,
      why: 'it is your own program, which the gate does not install',
    });
  const wrong = named.find((release) => !isRelease(release));
  if (wrong !== undefined)
    throw new UserError({
      what: `${JSON.stringify(wrong)} is not a release`,
      where: '--releases',
      next: 'name releases separated by commas, as in --releases 1.20.1,1.21.0',
    });
  const current = currentRelease(column);
  const releases = inOrder([...(named.length > 0 ? named : await releasesFrom(column, host)), current]);
  const tried = new Map<string, ReleaseOutcome>();
  const references = referenceRuns(join(host.scratch, 'references'));
  const tryRelease = async (release: string): Promise<ReleaseOutcome> => {
    const outcome = tried.get(release) ?? (await outcomeOn(release, { ...request, references }, host));
    tried.set(release, outcome);
    return outcome;
  };
  // Those that were named are all wanted; the others are many.
  for (const release of [...named, current]) await tryRelease(release);
  const place = releases.indexOf(current);
  const changes = [
    await bisectReleases(releases.slice(0, place + 1), tryRelease),
    await bisectReleases(releases.slice(place), tryRelease),
  ];
  return {
    model: request.models[0],
    runtime: column.id,
    package: runtime.package,
    current,
    tried: [...tried]
      .map(([release, outcome]) => ({ release, outcome }))
      .sort((a, b) => releases.indexOf(a.release) - releases.indexOf(b.release)),
    changes: changes.filter((change) => change !== null),
  };
}

async function releasesFrom({ runtime }: Column, host: Host): Promise<string[]> {
  host.log.progress(`listing the releases of ${runtime.title}`);
  const { oldest } = runtime;
  const listed = await listReleases(runtime, host);
  return listed.filter((release) => oldest === undefined || !isOlder(release, oldest));
}

function inOrder(releases: readonly string[]): string[] {
  return [...new Set(releases)].sort((a, b) => (isOlder(a, b) ? -1 : isOlder(b, a) ? 1 : 0));
}

/** The release of the main package: that of the configuration, or the adapter's. */
function currentRelease({ version, runtime }: Column): string {
  if (version !== undefined) return version;
  const own =
    runtime.language === 'node'
      ? runtime.dependencies.map(parseNpmRequirement).find(({ name }) => name === runtime.package)?.version
      : PINNED.exec(runtime.dependencies.find((one) => sameName(packageOf(one), runtime.package)) ?? '')?.[3];
  if (own === undefined) throw new Error(`${runtime.id} does not pin its package ${runtime.package}`);
  return own;
}

async function outcomeOn(release: string, request: GateRequest, host: Host): Promise<ReleaseOutcome> {
  host.log.progress(`trying ${release}`);
  try {
    const { results } = await runGate({ ...request, release, everyOperator: false }, host);
    return outcomeOf(results.cells);
  } catch (error) {
    // No package for this machine, or none at all.
    if (error instanceof UserError || error instanceof InfrastructureError)
      return { state: 'unknown', why: error.explanation.what };
    throw error;
  }
}

/** A model may have several forms, each with a cell. */
function outcomeOf(cells: readonly ResultCell[]): ReleaseOutcome {
  const drifting = cells.find(({ state }) => state === 'drift');
  if (drifting !== undefined) return { state: 'drift' };
  const other = cells.find(({ state }) => state !== 'pass');
  if (other !== undefined) return { state: 'unknown', why: other.reason ?? other.state };
  return cells.length > 0 ? { state: 'pass' } : { state: 'unknown', why: 'nothing was compared' };
}
