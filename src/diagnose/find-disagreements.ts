import { groupBy } from '../group-by.js';
import type { JudgedModel } from '../judge/judged-model.js';
import type { OutputConsensus, ResultOutput } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';

/** One column that ran, with its comparison with the reference. */
export interface Witness {
  readonly column: string;
  /** Columns of one engine share their kernels: they are one vote. */
  readonly engine: string;
  /** The first converter on its route; null when it runs the file as committed. */
  readonly converter: string | null;
  /** Of the form that the reference is made from. */
  readonly outputs: readonly ResultOutput[];
}

/** Columns that agree with each other against the reference on one output. */
export interface Disagreement {
  readonly output: string;
  /** Two or more, of two or more engines, in the order of the witnesses. */
  readonly columns: readonly string[];
  /** The largest distance among them, and its smallest from the reference; null when not measured. */
  readonly among: number | null;
  readonly against: number | null;
  /** Columns that side with the reference. */
  readonly siding: readonly string[];
  /** More engines are on their side than on the reference's. */
  readonly outvoted: boolean;
}

/** They must be this many times closer to each other than to the reference: 9σ against 7σ proves nothing. */
const CLOSER = 4;

/** Of a model; only results of the first form count, which the reference is made from. */
export function disagreementsOf(judged: JudgedModel): Disagreement[] {
  const { reference, consensus } = judged;
  return 'missing' in reference ? [] : findDisagreements(consensus, witnessesOf(judged), reference.engine);
}

/** Outputs on which columns of so many engines drift, in agreement or not. */
export function disputedOutputs(judged: JudgedModel, engines: number): string[] {
  const drifting = witnessesOf(judged).flatMap(({ engine, outputs }) =>
    outputs.filter(({ verdict }) => verdict === 'drift').map(({ name }) => ({ name, engine })),
  );
  return [...groupBy(drifting, ({ name }) => name)].flatMap(([name, found]) =>
    new Set(found.map(({ engine }) => engine)).size >= engines ? [name] : [],
  );
}

function witnessesOf({ plan, cells }: JudgedModel): Witness[] {
  const [first] = plan.model.forms;
  return cells.map(({ cell, column }) => ({
    column: column.id,
    engine: column.runtime.engine,
    converter: cell.route[0]?.converter ?? null,
    outputs: cell.outputs.filter(({ form }) => form === first.path),
  }));
}

/**
 * Outputs on which two or more independent engines agree with each other against the reference. An engine with columns on
 * both sides is a vote for neither.
 * @param referenceEngine engine that made the reference, which is a vote for it; null for committed outputs
 */
export function findDisagreements(
  consensus: readonly OutputConsensus[],
  witnesses: readonly Witness[],
  referenceEngine: string | null,
): Disagreement[] {
  return consensus.flatMap(({ output, distances }) => {
    const agree = (a: string, b: string) =>
      distances.some((pair) => pair.agree && ((pair.a === a && pair.b === b) || (pair.a === b && pair.b === a)));
    const drifting = witnesses.filter((witness) => verdictOn(witness, output) === 'drift');
    const siding = witnesses.filter((witness) => verdictOn(witness, output) === 'pass');
    const engines = (of: readonly Witness[]) => new Set(of.map(({ engine }) => engine));
    const group = drifting
      .map((seed) => clique(seed, drifting, agree))
      .reduce<readonly Witness[]>((best, one) => (engines(one).size > engines(best).size ? one : best), []);
    const against = engines(group);
    const behind = engines(siding);
    if (referenceEngine !== null) behind.add(referenceEngine);
    const votes = [...against].filter((engine) => !behind.has(engine)).length;
    if (votes < 2 || shareConversion(group)) return [];
    const columns = group.map(({ column }) => column);
    const among = distances
      .filter(({ a, b }) => columns.includes(a) && columns.includes(b))
      .flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
    const away = group.flatMap((witness) => ratioOn(witness, output) ?? []);
    const worst = among.length === 0 ? null : Math.max(...among);
    const least = away.length === 0 ? null : Math.min(...away);
    if (worst !== null && least !== null && least < CLOSER * worst) return [];
    return [
      {
        output,
        columns,
        among: worst,
        against: least,
        siding: siding.map(({ column }) => column),
        outvoted: votes > [...behind].filter((engine) => !against.has(engine)).length,
      },
    ];
  });
}

/** Columns that run what one converter makes of the file agree with each other also where the converter is wrong. */
function shareConversion([first, ...others]: readonly Witness[]): boolean {
  const converter = first?.converter ?? null;
  return converter !== null && others.every((other) => other.converter === converter);
}

/** The seed and, in order, every column that agrees with all that are in already. */
function clique(
  seed: Witness,
  drifting: readonly Witness[],
  agree: (a: string, b: string) => boolean,
): readonly Witness[] {
  const group = [seed];
  for (const witness of drifting)
    if (witness !== seed && group.every(({ column }) => agree(column, witness.column))) group.push(witness);
  return drifting.filter((witness) => group.includes(witness));
}

/** Drift when any case drifted; undefined when the output was not compared. */
function verdictOn({ outputs }: Witness, name: string): 'pass' | 'drift' | undefined {
  const own = outputs.filter((output) => output.name === name && output.verdict !== 'error');
  if (own.length === 0) return undefined;
  return own.some(({ verdict }) => verdict === 'drift') ? 'drift' : 'pass';
}

/** The worst ratio over cases; null when there is none. */
function ratioOn({ outputs }: Witness, name: string): number | null {
  const ratios = outputs.flatMap((output) =>
    output.name === name && output.noiseRatio !== null ? [fromReal(output.noiseRatio)] : [],
  );
  return ratios.length === 0 ? null : Math.max(...ratios);
}
