import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { stillLeaves } from '../compare/pairing/still-leaves.js';
import { outputNames } from '../discover/discover-models.js';
import type { Values } from '../tensor/tensor.js';
import { isRun, type RunTrial, type Trial, type TriedModel, type UntriedModel } from '../trial/trial.js';
import { caseConsensus, type Opinion } from './case-consensus.js';
import { openConsensus } from './consensus.js';
import { type FailedForm, failedForm } from './failed-form.js';
import { judgeCell, untriedCell } from './judge-cell.js';
import { FormJudge } from './judge-form.js';
import type { JudgedCell, JudgedModel } from './judged-model.js';
import { doubtsOf, drownedOutputs, type NoiseDoubts, type Witness, watchSpreads, withDoubts } from './noise-doubts.js';
import { type NoReference, type Reference, readReference, referenceOf } from './reference.js';

/** Fewer columns than this have no majority. */
const LEAST_COLUMNS = 3;

/** Which of these outputs vary by nothing but rounding, as a computation in float64 shows. */
export type FindOnlyRounding = (
  leaves: readonly string[],
  trial: TriedModel,
  reference: Reference,
) => Promise<ReadonlySet<string>>;

/** A recorded result of another column of the same model. */
export interface SeenBefore {
  readonly engine: string;
  readonly outputs: Witness['outputs'];
}

/**
 * Judges one model, case by case: the reference is read once for all columns, every output of a column once. This gives
 * the verdicts, the evidence, the consensus of the columns, and the outputs that never vary.
 * @param before recorded results that stand beside the trial, and that can cast doubt on its noise floor too
 * @param findOnlyRounding asked about outputs whose noise floor is as large as their variation
 */
export async function judgeModel(
  trial: Trial,
  threads?: TallyPool,
  before: readonly SeenBefore[] = [],
  findOnlyRounding: FindOnlyRounding = async () => new Set(),
): Promise<JudgedModel> {
  if ('fault' in trial) return judgeUntried(trial);
  const found = referenceOf(trial);
  const judges = 'missing' in found ? new Map<RunTrial, FormJudge[]>() : judgesOf(trial, threads);
  const compared = 'missing' in found ? found : await judgeCases(trial, found, judges, { before, findOnlyRounding });
  const { consensus, still, doubts } = 'missing' in compared ? NOTHING_COMPARED : compared;
  const reference = 'missing' in compared ? compared : found;
  for (const judge of [...judges.values()].flat()) await judge.judgeProperties(trial.staged.properties ?? []);
  return {
    plan: trial.plan,
    goldens: trial.staged.cases.length === 0 ? 'none' : trial.staged.goldens,
    reference,
    noise: trial.noise,
    ...(Object.keys(doubts).length > 0 && { doubts }),
    cells: trial.cells.map((cell) =>
      isRun(cell)
        ? cellOf(trial, cell, reference, judges.get(cell) ?? [], new Set(still))
        : untriedCell(trial.plan, cell.plan.column, { ...cell.plan, failure: null }),
    ),
    consensus,
  };
}

const NOTHING_COMPARED: Compared = { consensus: [], still: [], doubts: {} };

/** A finding at the model: the others continue. */
function judgeUntried({ plan, fault, doing, goldens }: UntriedModel): JudgedModel {
  const state = doing === null ? 'error' : 'run-failed';
  const failure = doing === null ? null : ({ kind: 'failed', doing } as const);
  return {
    plan,
    goldens,
    reference: { missing: fault },
    noise: null,
    cells: plan.cells.map((cell) =>
      untriedCell(plan, cell.column, cell.kind === 'skip' ? { ...cell, failure: null } : { state, fault, failure }),
    ),
    consensus: [],
  };
}

/** Of the forms that ran to their end. */
function judgesOf({ plan, noise, cells }: TriedModel, threads: TallyPool | undefined): Map<RunTrial, FormJudge[]> {
  return new Map(
    cells
      .filter(isRun)
      .map((cell) => [
        cell,
        cell.forms.flatMap((form) =>
          'ran' in form && form.ran.failure === null
            ? [new FormJudge(form, { model: plan.model, plan: cell.plan, noise, threads })]
            : [],
        ),
      ]),
  );
}

interface Compared {
  readonly consensus: JudgedModel['consensus'];
  /** Outputs, by leaf, that do not depend on the inputs. */
  readonly still: readonly string[];
  readonly doubts: NoiseDoubts;
}

async function judgeCases(
  trial: TriedModel,
  reference: Reference,
  judges: ReadonlyMap<RunTrial, readonly FormJudge[]>,
  { before, findOnlyRounding }: { readonly before: readonly SeenBefore[]; readonly findOnlyRounding: FindOnlyRounding },
): Promise<Compared | NoReference> {
  const still = stillSoFar(trial);
  const spreads = watchSpreads();
  const found = await judgeEachCase(trial, reference, judges, {}, (expected, probe) => {
    if (probe) return;
    still.look(expected);
    spreads.look(expected);
  });
  const drowned = drownedOutputs(trial.noise, spreads);
  const rounding = drowned.length === 0 ? new Set<string>() : await findOnlyRounding(drowned, trial, reference);
  const doubts = doubtsOf(trial.noise, spreads, witnessesOf(reference, judges, before), rounding);
  if ('missing' in found || Object.keys(doubts).length === 0)
    return 'missing' in found ? found : { consensus: found, still: still.leaves(), doubts: {} };
  // What is read for this is read a second time: it is rare.
  const again = await judgeEachCase(trial, reference, judges, doubts, () => {});
  // Measured by a floor that is not believed, an output that varies looks constant.
  const constant = still.leaves().filter((leaf) => !Object.hasOwn(doubts, leaf));
  return 'missing' in again ? again : { consensus: again, still: constant, doubts };
}

/** Columns with another engine than the one that made the reference. */
function witnessesOf(
  reference: Reference,
  judges: ReadonlyMap<RunTrial, readonly FormJudge[]>,
  before: readonly SeenBefore[],
): Witness[] {
  const seen = [...judges].flatMap(([{ plan }, forms]) =>
    forms.map(({ outputs }) => ({ engine: plan.column.runtime.engine, outputs })),
  );
  return [...seen, ...before].map(({ engine, outputs }) => ({
    independent: reference.engine !== null && engine !== reference.engine,
    outputs,
  }));
}

async function judgeEachCase(
  trial: TriedModel,
  reference: Reference,
  judges: ReadonlyMap<RunTrial, readonly FormJudge[]>,
  doubts: NoiseDoubts,
  look: (expected: Values, probe: boolean) => void,
): Promise<JudgedModel['consensus'] | NoReference> {
  const { model } = trial.plan;
  const opinions: Opinion[] = [...judges].flatMap(([{ plan }, forms]) => {
    const own = forms.find((judge) => judge.trial.form === model.forms[0]);
    return own === undefined ? [] : [{ column: plan.column, judge: own }];
  });
  const consensus = openConsensus(opinions.map(({ column }) => column.id));
  for (const { name, probe } of trial.staged.cases) {
    const read = await readReference(reference, name);
    if ('missing' in read) return read;
    const expected = read.outputs;
    look(expected, probe === true);
    const looking = caseConsensus(name, expected, {
      names: outputNames(model) ?? Object.keys(expected).sort(),
      opinions: opinions.length < LEAST_COLUMNS ? [] : opinions,
      noise: withDoubts(trial.noise?.[name] ?? {}, doubts),
    });
    for (const judge of [...judges.values()].flat()) {
      const candidate = judge.failed === null ? await judge.judgeCase(name, expected, doubts) : null;
      if (candidate !== null) looking.see(judge, candidate);
    }
    looking.addTo(consensus);
  }
  return consensus.finish();
}

/** Outputs that are the same in every golden case, or for a single case, those found with other inputs. */
function stillSoFar({ staged, noise, still: found }: TriedModel) {
  const floors = noise?.[staged.cases[0]?.name ?? ''] ?? {};
  let first: Values | null = null;
  let still: readonly string[] | null = found;
  return {
    look(expected: Values): void {
      if (found !== null) return;
      if (first === null) first = expected;
      else if (still === null || still.length > 0) {
        const same = stillLeaves(first, expected, floors);
        still = (still ?? same).filter((leaf) => same.includes(leaf));
      }
    },
    leaves: (): readonly string[] => still ?? [],
  };
}

function unjudgedForm({ missing, refused }: NoReference): FailedForm {
  return { state: refused === true ? 'run-failed' : 'error', fault: missing, failure: null };
}

function cellOf(
  { plan, staged }: TriedModel,
  cell: RunTrial,
  reference: Reference | NoReference,
  judges: readonly FormJudge[],
  still: ReadonlySet<string>,
): JudgedCell {
  const forms = cell.forms.map((form) => {
    const judge = judges.find(({ trial }) => trial === form);
    const unjudged = 'missing' in reference ? unjudgedForm(reference) : null;
    const outputs = (judge?.outputs ?? []).map((one) => (still.has(one.name) ? { ...one, vacuous: true } : one));
    const failed = failedForm(form) ?? judge?.failed ?? unjudged;
    const { evidence = [], furthest = null } = judge ?? {};
    return { path: form.form.path, outputs, evidence, furthest, failed };
  });
  return judgeCell(plan, cell, forms, staged.cases.length);
}
