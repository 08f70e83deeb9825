import { discoverModels, type Model } from './discover/discover-models.js';
import { findCases } from './golden/find-cases.js';
import { checkTolerances } from './plan/check-tolerances.js';
import { makePlan, type Plan } from './plan/plan.js';
import { skippedModels } from './plan/skipped-models.js';
import { checkProbes } from './probe/check-probes.js';
import type { Session } from './session.js';

/**
 * The models of a session, and what would run where: everything that can be known without running a model.
 * @throws UserError for wrong filters or files, and for rules and probes of the config that fit no model
 */
export async function planSession(session: Session): Promise<Plan> {
  const { host, request, config, configured, columns, runtimes, converters, platform } = session;
  const filters = request.models ?? [];
  const models = await discoverModels(config, filters, host);
  const complete = filters.length === 0;
  for (const model of models) checkProbes(model);
  checkTolerances(config, { models, complete, columns: [...new Set([...configured, ...columns])] });
  const { isa } = platform;
  const context = { runtimes, converters, platform: `${platform.os}-${platform.arch}`, isa, config };
  const plan = makePlan(models, columns, context);
  // Named in the config or on the command line: nothing is skipped.
  if (config.models !== undefined || !complete) return plan;
  const skipped = skippedModels(plan, await modelsWithGoldens(models, session));
  for (const [{ forms }, why] of skipped) host.log.warn(`${forms[0].path} is skipped: ${why}`);
  return { ...plan, models: plan.models.filter(({ model }) => !skipped.has(model)) };
}

async function modelsWithGoldens(models: readonly Model[], { host }: Session): Promise<(model: Model) => boolean> {
  const found = new Set<Model>();
  for (const model of models) {
    const cases = await findCases({ root: host.cwd, model: model.id, form: model.forms[0].path });
    if (cases.length > 0) found.add(model);
  }
  return (model) => found.has(model);
}
