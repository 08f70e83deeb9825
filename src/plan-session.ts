import { EMPTY_BASELINE } from './baseline/lock-schema.js';
import { readBaseline } from './baseline/read-baseline.js';
import type { ModelEntry } from './config/schema.js';
import { discoverModels, type Model } from './discover/discover-models.js';
import { filesOfForm } from './discover/form.js';
import { listFiles, repositoryRoot } from './discover/list-files.js';
import { unseenFiles, untrackedFiles } from './discover/unseen-files.js';
import { type Explanation, explain, Mistakes, UserError } from './errors.js';
import { findCases } from './golden/find-cases.js';
import type { Host } from './host/host.js';
import type { Platform } from './host/platform.js';
import { missingModels } from './missing-models.js';
import { shellQuote } from './paste-command.js';
import { checkNames } from './plan/check-names.js';
import { checkTolerances } from './plan/check-tolerances.js';
import { columnsOn } from './plan/column.js';
import { makePlan } from './plan/make-plan.js';
import type { Plan } from './plan/plan.js';
import { resolveRules } from './plan/resolve-rules.js';
import { skippedModels } from './plan/skipped-models.js';
import { checkProbes } from './probe/check-probes.js';
import type { Session } from './session.js';

/** Outside of a repository there is nothing that git could say. */
const NOT_LISTED: Explanation = {
  what: 'git does not list the committed files, so every file below the working directory counts as one',
  why: 'git is not installed, or cannot read this repository',
  next: 'see what `git status` says here',
};

/**
 * The models of a session, and what would run where: everything that can be known without running a model.
 * @throws UserError for wrong filters or files, and for names, rules and probes of the config that fit no model; all of them
 */
export async function planSession(session: Session): Promise<Plan> {
  const mistakes = new Mistakes();
  const plan = await surveySession(session, mistakes);
  mistakes.throwAll();
  return plan;
}

/** As in linux-x64. */
export function platformName({ os, arch }: Pick<Platform, 'os' | 'arch'>): string {
  return `${os}-${arch}`;
}

/**
 * The plan of a session on any platform, whatever this machine and its instruction sets are: models are read once.
 * @throws UserError as `planSession`
 */
export async function plansOf(session: Session): Promise<(platform: string) => Plan> {
  const mistakes = new Mistakes();
  const planOn = await survey(session, mistakes, (mistake) => session.host.log.warn(explain(mistake)));
  mistakes.throwAll();
  return (platform) => planOn(platform, []).plan;
}

/**
 * The same for those models that the configuration fits.
 * @param mistakes where everything else is noted
 * @param sayUntracked called for files that a fresh checkout lacks
 */
export async function surveySession(
  session: Session,
  mistakes: Mistakes,
  sayUntracked = (mistake: Explanation) => session.host.log.warn(explain(mistake)),
): Promise<Plan> {
  const { platform, host } = session;
  const planOn = await survey(session, mistakes, sayUntracked);
  const { plan, skipped } = planOn(platformName(platform), platform.isa);
  for (const [{ forms }, why] of skipped) host.log.warn(`${forms[0].path} is skipped: ${why}`);
  return plan;
}

interface PlannedPlatform {
  readonly plan: Plan;
  /** Models that nobody named and that cannot be compared there, with the reason. */
  readonly skipped: ReadonlyMap<Model, string>;
}

async function survey(
  session: Session,
  mistakes: Mistakes,
  sayUntracked: (mistake: Explanation) => void,
): Promise<(platform: string, isa: readonly string[]) => PlannedPlatform> {
  const { host, request, config, configured, columns, runtimes, converters, placeOf, doubtful } = session;
  const filters = request.models ?? [];
  mistakes.add(...session.mistakes.found);
  const { files, tracked } = await listFiles(host.cwd);
  if (!tracked && repositoryRoot(host.cwd) !== null) host.log.warn(explain(NOT_LISTED));
  const lineOf = (entry: ModelEntry) => placeOf(['models', config.models?.indexOf(entry) ?? 0, 'path']);
  const found = await discoverModels(config, filters, host, mistakes, files, lineOf);
  const complete = filters.length === 0 && mistakes.found.length === 0;
  const lock = await mistakes.attemptAsync(() => readBaseline(host.cwd, request.baseline));
  const baseline = lock?.baseline ?? EMPTY_BASELINE;
  const models = complete ? [...found, ...missingModels(host.cwd, found, files, baseline)] : found;
  for (const path of await untrackedFiles(
    host.cwd,
    models.flatMap(({ forms }) => forms.flatMap(filesOfForm)),
  ))
    sayUntracked({
      what: 'git does not track it: a fresh checkout lacks it',
      where: path,
      next: `git add --force ${shellQuote(path)}`,
    });
  if (config.models === undefined && complete) await warnOfUnseen(session);
  const all = [...new Set([...configured, ...columns])];
  checkNames(config, { models, complete, placeOf }, mistakes);
  checkTolerances(config, { models, complete, columns: all, columnsKnown: !doubtful.columns }, mistakes);
  const fits = (model: Model) =>
    mistakes.attempt(() => {
      checkProbes(model);
      for (const column of all) resolveRules(model, column, config);
      return true;
    });
  const fitting = models.filter(fits);
  // Named in the config or on the command line: nothing is skipped.
  const goldens = config.models !== undefined || !complete ? null : await modelsWithGoldens(models, session);
  const listed = new Set(baseline.models.map(({ id }) => id));
  return (platform, isa) => {
    const others = configured.filter(
      (column) => !columns.includes(column) && (column.platforms ?? [platform]).includes(platform),
    );
    const context = { runtimes, converters, platform, isa, config, others };
    const plan = makePlan(fitting, columnsOn(platform, columns), context);
    if (goldens === null) return { plan, skipped: new Map() };
    const skipped = skippedModels(plan, (model) => goldens(model) || listed.has(model.id));
    return { plan: { ...plan, models: plan.models.filter(({ model }) => !skipped.has(model)) }, skipped };
  };
}

/** Models that are there and not looked at, with the reason. */
async function warnOfUnseen({ host }: Session): Promise<void> {
  for (const { why, next, paths } of await unseenFiles(host.cwd)) {
    const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
    host.log.warn(explain({ what: `left out, because ${why}`, where: paths.slice(0, SHOWN).join(', ') + more, next }));
  }
}

const SHOWN = 3;

/** Goldens with mistakes are goldens too: the trial, or the check, says what is wrong with them. */
async function hasGoldens({ id, forms }: Model, { cwd }: Host): Promise<boolean> {
  try {
    return (await findCases({ root: cwd, model: id, form: forms[0].path })).length > 0;
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

async function modelsWithGoldens(models: readonly Model[], { host }: Session): Promise<(model: Model) => boolean> {
  const found = new Set<Model>();
  for (const model of models) {
    if (await hasGoldens(model, host)) found.add(model);
  }
  return (model) => found.has(model);
}
