import { discoverModels, type Model } from './discover/discover-models.js';
import { findCases } from './golden/find-cases.js';
import type { Platform } from './host/platform.js';
import { checkTolerances } from './plan/check-tolerances.js';
import { columnsOn } from './plan/column.js';
import { makePlan, type Plan } from './plan/plan.js';
import { skippedModels } from './plan/skipped-models.js';
import { checkProbes } from './probe/check-probes.js';
import type { Session } from './session.js';

/**
 * The models of a session, and what would run where: everything that can be known without running a model.
 * @throws UserError for wrong filters or files, and for rules and probes of the config that fit no model
 */
export async function planSession(session: Session): Promise<Plan> {
  const { platform, host } = session;
  const { plan, skipped } = (await plansOf(session))(platformName(platform));
  for (const [{ forms }, why] of skipped) host.log.warn(`${forms[0].path} is skipped: ${why}`);
  return plan;
}

/** As in linux-x64. */
export function platformName({ os, arch }: Pick<Platform, 'os' | 'arch'>): string {
  return `${os}-${arch}`;
}

export interface PlannedPlatform {
  readonly plan: Plan;
  /** Models that nobody named and that cannot be compared there, with the reason. */
  readonly skipped: ReadonlyMap<Model, string>;
}

/**
 * The plan of a session on any platform, whatever this machine is: models are read once.
 * @throws UserError as `planSession`
 */
export async function plansOf(session: Session): Promise<(platform: string) => PlannedPlatform> {
  const { host, request, config, configured, columns, runtimes, converters } = session;
  const filters = request.models ?? [];
  const models = await discoverModels(config, filters, host);
  const complete = filters.length === 0;
  for (const model of models) checkProbes(model);
  checkTolerances(config, { models, complete, columns: [...new Set([...configured, ...columns])] });
  // Named in the config or on the command line: nothing is skipped.
  const hasGoldens = config.models !== undefined || !complete ? null : await modelsWithGoldens(models, session);
  return (platform) => {
    const plan = makePlan(models, columnsOn(platform, columns), { runtimes, converters, platform, config });
    if (hasGoldens === null) return { plan, skipped: new Map() };
    const skipped = skippedModels(plan, hasGoldens);
    return { plan: { ...plan, models: plan.models.filter(({ model }) => !skipped.has(model)) }, skipped };
  };
}

async function modelsWithGoldens(models: readonly Model[], { host }: Session): Promise<(model: Model) => boolean> {
  const found = new Set<Model>();
  for (const model of models) {
    const cases = await findCases({ root: host.cwd, model: model.id, form: model.forms[0].path });
    if (cases.length > 0) found.add(model);
  }
  return (model) => found.has(model);
}
