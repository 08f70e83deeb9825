import type { ModelTruth } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';
import type { Disagreement } from './find-disagreements.js';

/** How far a side is from what a witness computed, in units of the noise floor; null when not measured. */
export interface Distance {
  readonly agrees: boolean;
  readonly ratio: number | null;
}

type Witness = ModelTruth['witnesses'][number];

/** One independent evaluation of the model. */
export interface Testimony {
  readonly witness: Witness;
  readonly reference: Distance;
  /** The farthest of the columns. */
  readonly columns: Distance;
}

/** What the model computed in float64 says about columns that differ from the reference. */
export interface WhoIsRight {
  /**
   * The reference, or the columns, where two independent witnesses agree and only one side agrees with them; `neither` or
   * `both`; `readings`: the witnesses themselves disagree; `open`: fewer than two witnesses, or none in float64.
   */
  readonly side: 'reference' | 'columns' | 'neither' | 'both' | 'readings' | 'open';
  readonly testimonies: readonly Testimony[];
  /** Why it is open; empty otherwise. */
  readonly why: string;
  /** What the exact witnesses computed in: a model of integers alone is no other model in float64. */
  readonly arithmetic: 'float64' | 'its own integers';
}

/** Votes do not count: what the two witnesses computed decides, or nothing does. */
export function whoIsRight(
  disagreement: Pick<Disagreement, 'output' | 'columns'>,
  truth: ModelTruth | undefined,
): WhoIsRight {
  return { ...sideOf(disagreement, truth), arithmetic: truth?.exact === true ? 'its own integers' : 'float64' };
}

function sideOf(
  { output, columns }: Pick<Disagreement, 'output' | 'columns'>,
  truth: ModelTruth | undefined,
): Omit<WhoIsRight, 'arithmetic'> {
  if (truth === undefined) return { side: 'open', testimonies: [], why: '' };
  if (truth.unknown !== null) return { side: 'open', testimonies: [], why: truth.unknown };
  const found = truth.outputs.find((one) => one.output === output);
  const testimonies = truth.witnesses
    .filter(({ precision }) => precision !== null)
    .flatMap((witness): Testimony[] => {
      const own = (found?.distances ?? []).filter((distance) => distance.witness === witness.runtime);
      const reference = farthest(own.filter(({ column }) => column === null));
      const those = farthest(own.filter(({ column }) => column !== null && columns.includes(column)));
      return reference === null || those === null ? [] : [{ witness, reference, columns: those }];
    });
  const exact = testimonies.find(({ witness }) => witness.precision === 'f64');
  if (exact === undefined || testimonies.length < 2)
    return { side: 'open', testimonies, why: truth.witnesses.flatMap(failureOf).join('; ') };
  if (found?.agree !== true) return { side: 'readings', testimonies, why: '' };
  const { reference, columns: those } = exact;
  if (reference.agrees === those.agrees) return { side: reference.agrees ? 'both' : 'neither', testimonies, why: '' };
  if (reference.agrees) return { side: 'reference', testimonies, why: '' };
  // The columns may run what a wrong conversion made, and so did the witnesses.
  if (!truth.firstForm) return { side: 'open', testimonies, why: ANOTHER_FORM };
  return { side: 'columns', testimonies, why: '' };
}

const ANOTHER_FORM = 'what was evaluated is another form of the model than the one that the reference is made from';

function failureOf({ title, precision, reason }: Witness): string[] {
  return precision === 'f64' || reason === null ? [] : [`${title} ${reason}`];
}

function farthest(distances: ModelTruth['outputs'][number]['distances']): Distance | null {
  if (distances.length === 0) return null;
  const ratios = distances.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  return {
    agrees: distances.every(({ agree }) => agree),
    ratio: ratios.length === 0 ? null : Math.max(...ratios),
  };
}
