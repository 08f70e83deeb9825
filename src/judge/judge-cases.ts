import { stillLeaves } from '../compare/pairing/still-leaves.js';
import { outputNames } from '../discover/discover-models.js';
import type { ResultOutput } from '../results/schema.js';
import type { Values } from '../tensor/tensor.js';
import type { RunTrial, TriedModel } from '../trial/trial.js';
import type { Precision } from '../types.js';
import { caseConsensus, type Opinion } from './case-consensus.js';
import { openConsensus } from './consensus.js';
import type { FormJudge } from './judge-form.js';
import type { JudgedModel } from './judged-model.js';
import { doubtsOf, drownedOutputs, type NoiseDoubts, type Witness, watchSpreads, withDoubts } from './noise-doubts.js';
import { type NoReference, type Reference, readReference } from './reference.js';

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
  readonly precision: Precision;
  /** Those of the baseline are not kept. */
  readonly outputs: readonly (Witness['outputs'][number] & Pick<ResultOutput, 'form'>)[];
  /** Paths of the forms that it runs as committed, and that passed. */
  readonly passing: readonly string[];
}

/** What all cases together show. */
export interface Compared {
  readonly consensus: JudgedModel['consensus'];
  /** Outputs, by leaf, that do not depend on the inputs. */
  readonly still: readonly string[];
  readonly doubts: NoiseDoubts;
}

/**
 * Compares every column with the reference, case by case; once more where the noise floor of an output is not believed.
 * @param judges of each column that ran, by form: they keep the outputs that they judge
 */
export async function judgeCases(
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
