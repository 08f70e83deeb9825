import { withoutDouble } from '../compare/kernel/noise-model.js';
import { outputNames } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { isOf, underFirstNames } from '../judge/case-consensus.js';
import { type LeafDistance, leafDistances, worse } from '../judge/consensus.js';
import { type Reference, ranFirst } from '../judge/reference.js';
import { changed, type NoiseByCase } from '../noise/noise-floor.js';
import { acceptsFloat32 } from '../plan/accepts-float32.js';
import type { ModelTruth } from '../results/schema.js';
import type { Ran } from '../run/run-request.js';
import { toReal } from '../tensor/real.js';
import type { Values } from '../tensor/tensor.js';
import { isRun, type TriedModel } from '../trial/trial.js';
import type { Precision } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { readable } from '../values/stored-values.js';
import { roundedLike } from './float64-values.js';

/** What a witness computed. */
export interface Testimony {
  readonly id: string;
  /** Empty when it could not run the model. */
  readonly outputs: Ran['outputs'];
  readonly names: NamesMap;
}

export interface DistanceContext {
  readonly trial: TriedModel;
  readonly reference: Reference;
  readonly cases: readonly Pick<StagedCase, 'name'>[];
  readonly noise: NoiseByCase | null;
  readonly witnesses: readonly Testimony[];
}

/** Outputs of a column, or of the reference, that are compared with what the witnesses computed. */
interface Party {
  /** Null: the reference. */
  readonly column: string | null;
  readonly precision: Precision;
  /** Whether float32 is declared to be enough, also for a model in float64. */
  readonly acceptsFloat32: boolean;
  readonly outputs: Ran['outputs'];
  readonly names: NamesMap;
}

/**
 * From every witness to the reference, to every column that ran the first form, and to the other witnesses: the worst over
 * the cases, by disputed output.
 */
export async function distancesFromTruth(
  disputed: readonly string[],
  { trial, reference, cases, noise, witnesses }: DistanceContext,
): Promise<ModelTruth['outputs']> {
  const parties = partiesOf(trial, reference);
  const between = new Worst();
  const towards = new Map(witnesses.map(({ id }) => [id, new Map(parties.map((party) => [party, new Worst()]))]));
  for (const { name } of cases) {
    const expected = await readable(reference.outputs.get(name));
    if (expected === undefined) continue;
    const all = outputNames(trial.plan.model) ?? Object.keys(expected).sort();
    const names = all.filter((output) => disputed.some((leaf) => isOf(leaf, output)));
    const floors = noise?.[name] ?? {};
    const floorsOf = (party: Party) => (party.acceptsFloat32 ? changed(floors, withoutDouble) : floors);
    const read = async (from: Testimony | Party) => {
      const values = await readable(from.outputs.get(name));
      return values === undefined
        ? undefined
        : underFirstNames(all, expected, roundedLike(values, expected, from.names), from.names);
    };
    const said: { readonly id: string; readonly values: Values }[] = [];
    for (const witness of witnesses) {
      const values = await read(witness);
      if (values === undefined) continue;
      for (const other of said)
        between.add(leafDistances(names, other.values, values, { noise: floors, precisions: ['f32', 'f32'] }));
      said.push({ id: witness.id, values });
    }
    for (const party of parties) {
      const values = await read(party);
      if (values === undefined) continue;
      for (const { id, values: truth } of said)
        towards
          .get(id)
          ?.get(party)
          ?.add(leafDistances(names, truth, values, { noise: floorsOf(party), precisions: ['f32', party.precision] }));
    }
  }
  return disputed.map((output) => ({
    output,
    agree: between.on(output)?.agree ?? null,
    distances: [...towards].flatMap(([witness, found]) =>
      [...found].flatMap(([{ column }, worst]) => {
        const distance = worst.on(output);
        if (distance === undefined) return [];
        const { noiseRatio, agree } = distance;
        return [{ witness, column, noiseRatio: noiseRatio === null ? null : toReal(noiseRatio), agree }];
      }),
    ),
  }));
}

function partiesOf(trial: TriedModel, { outputs }: Reference): Party[] {
  const columns = trial.cells.filter(isRun).flatMap(({ plan: { column }, forms }): Party[] => {
    const ran = ranFirst(trial, forms);
    if (ran === null) return [];
    const { outputs } = ran.ran;
    const judged = { precision: column.precision, acceptsFloat32: acceptsFloat32(column, ran.form) };
    return [{ column: column.id, ...judged, outputs, names: ran.loaded.names }];
  });
  return [{ column: null, precision: 'f32', acceptsFloat32: false, outputs, names: {} }, ...columns];
}

/** The worst distance so far, by output. */
class Worst {
  readonly #found = new Map<string, LeafDistance>();

  add(distances: readonly LeafDistance[]): void {
    for (const distance of distances) {
      const before = this.#found.get(distance.output);
      this.#found.set(distance.output, before === undefined ? distance : worse(before, distance));
    }
  }

  on(output: string): LeafDistance | undefined {
    return this.#found.get(output);
  }
}
