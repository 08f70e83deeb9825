/** A matrix in parts: which part has which cells, the same on every machine. */
import { createHash } from 'node:crypto';
import { committedModel, runtimeOf } from './assemble-results.js';
import { LOCK_FILE } from './baseline/lock-schema.js';
import { type PlatformName, RUNNERS } from './config/schema.js';
import type { Model } from './discover/discover-models.js';
import { UserError } from './errors.js';
import { folderInWorkspace } from './host/folder-in-workspace.js';
import { noModel } from './no-model.js';
import type { Column } from './plan/column.js';
import type { Plan } from './plan/plan.js';
import { planOf, type Shard, shardsOf } from './plan/shards.js';
import { planSession, plansOf, platformName } from './plan-session.js';
import type { WholeMatrix } from './results/schema.js';
import { filtersOf, type Session } from './session.js';
import { VERSION } from './version.js';

/** Jobs that one matrix of a workflow may have. */
const MOST_JOBS = 256;

/**
 * Every part of the matrix on every platform of the config, each platform in `count` parts.
 * @throws UserError where there is no model, for more parts than a workflow may have jobs, and as `planSession`
 */
export async function wholeMatrix(session: Session, count: number): Promise<WholeMatrix> {
  const { whole } = await partedPlans(session, count);
  return whole;
}

/** One part with its plan on this machine. */
export interface PlannedShard {
  readonly plan: Plan;
  readonly shard: Shard;
  readonly whole: WholeMatrix;
}

/**
 * The part with that name on this machine.
 * @param name as in 2/4
 * @throws UserError for a name of another form, a part that is not there, or a platform that the config does not name
 */
export async function plannedShard(session: Session, name: string): Promise<PlannedShard> {
  const [, first, second] = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(name) ?? [];
  const [index, of] = [Number(first), Number(second)];
  if (first === undefined || index > of)
    throw new UserError({
      where: 'shard',
      what: `${JSON.stringify(name)} is no part of a matrix`,
      next: 'give the part and the number of parts, as in 2/4',
    });
  const here = platformName(session.platform);
  const { whole, plans } = await partedPlans(session, of);
  if (!plans.has(here))
    throw new UserError({
      where: 'platforms',
      what: `the matrix has no part for ${here}`,
      why: `it runs on ${[...plans.keys()].join(', ')}`,
      next: `run it there, or add ${here} to \`platforms:\``,
    });
  const shard = whole.shards.find((one) => one.platform === here && one.index === index);
  if (shard === undefined)
    throw new UserError({
      where: 'shard',
      what: `part ${name} on ${here} has nothing to run`,
      why: 'there are fewer models and columns than parts',
      next: 'run `portability plan --shards` to see the parts',
    });
  return { plan: planOf(shard, await planSession(session)), shard, whole };
}

async function partedPlans(
  session: Session,
  count: number,
): Promise<{ readonly whole: WholeMatrix; readonly plans: ReadonlyMap<string, Plan> }> {
  const { config, configPath, host, request } = session;
  const planned = await plansOf(session);
  const plans = new Map(platformsOf(session).map((platform) => [platform, planned(platform)]));
  const shards = [...plans].flatMap(([platform, plan]) => shardsOf(plan, platform, count));
  if (shards.length > MOST_JOBS)
    throw new UserError({
      where: '--shards',
      what: `${shards.length} parts are more than a workflow may have jobs`,
      why: `GitHub runs at most ${MOST_JOBS} jobs of one matrix`,
      next: 'ask for fewer parts',
    });
  const all = [...plans.values()];
  // A matrix without jobs is an error of the workflow that does not say why.
  if (all.every(({ models: rows }) => rows.length === 0)) throw new UserError(noModel(host.cwd));
  const models = unique<Model>(all.flatMap((plan) => plan.models.map(({ model }) => model)));
  const columns = unique<Column>(all.flatMap((plan) => plan.columns));
  const folder = folderInWorkspace(host.env.GITHUB_WORKSPACE, host.cwd);
  const about = {
    shards,
    models: models.map(committedModel),
    runtimes: columns.map((column) => runtimeOf(column, [])),
    failOn: config['fail-on'],
    comment: config.comment,
    run: {
      config: configPath,
      baseline: request.baseline ?? LOCK_FILE,
      ...filtersOf(request),
      ...(folder === '' ? {} : { folder }),
    },
  };
  const given = [VERSION, host.env.GITHUB_SHA ?? null, config, about];
  const digest = createHash('sha256').update(JSON.stringify(given)).digest('hex');
  return { whole: { digest, ...about }, plans };
}

function unique<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function platformsOf({ config: { platforms }, platform }: Session): readonly string[] {
  if (platforms === undefined) return [platformName(platform)];
  return Array.isArray(platforms) ? [...new Set(platforms)] : Object.keys(platforms);
}

/** A job of a workflow's matrix. */
export interface MatrixJob {
  /** For its name, as in "linux-arm64 2/4". */
  readonly name: string;
  readonly platform: string;
  readonly 'runs-on': string | readonly string[];
  /** What the job passes to the gate, as in 2/4. */
  readonly shard: string;
  readonly seconds: number;
}

/** The value of `strategy.matrix` that runs every part. */
export function jobMatrix({ shards }: WholeMatrix, { config }: Session): { readonly include: readonly MatrixJob[] } {
  return {
    include: shards.map(({ platform, index, of, seconds }) => ({
      name: `${platform} ${index}/${of}`,
      platform,
      'runs-on': runnerOf(platform, config.platforms),
      shard: `${index}/${of}`,
      seconds,
    })),
  };
}

function runnerOf(platform: string, platforms: Session['config']['platforms']): string | readonly string[] {
  const labels = Object.entries(Array.isArray(platforms) ? {} : (platforms ?? {}));
  const own = labels.find(([name]) => name === platform)?.[1];
  const hosted = Object.entries(RUNNERS).find(([name]) => name === (platform as PlatformName))?.[1];
  return own ?? hosted ?? platform;
}
