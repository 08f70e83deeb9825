import { type Noise, withoutDouble } from '../compare/kernel/noise-model.js';
import { matchOutputs, outputOf } from '../compare/pairing/match-outputs.js';
import { changed } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { NamesMap } from '../values/correspondence.js';
import { leafDistances, type OpenConsensus } from './consensus.js';
import type { FormJudge } from './judge-form.js';

/** A column that ran the form that the reference is made from. */
export interface Opinion {
  readonly column: Column;
  readonly judge: FormJudge;
}

export interface CaseConsensusContext {
  /** Outputs of the model. */
  readonly names: readonly string[];
  readonly opinions: readonly Opinion[];
  readonly noise: Readonly<Record<string, Noise>>;
}

export interface CaseConsensus {
  see(judge: FormJudge, candidate: Values): void;
  /** Adds the distances between all pairs of columns on the outputs that drift on some column. */
  addTo(consensus: OpenConsensus): void;
}

/** Outputs of one case kept in memory for comparing columns with each other; columns beyond it are not compared. */
const KEPT_BYTES = 2 ** 31;

/** Compares the columns of one case with each other, from the outputs read for the comparison with the reference. */
export function caseConsensus(name: string, expected: Values, context: CaseConsensusContext): CaseConsensus {
  const { opinions, noise } = context;
  const kept = new Map<FormJudge, Values>();
  let free = KEPT_BYTES;
  return {
    see(judge, candidate) {
      const size = bytesOf(candidate);
      if (size > free || !opinions.some((opinion) => opinion.judge === judge)) return;
      free -= size;
      kept.set(judge, candidate);
    },
    addTo(consensus) {
      const disputed = disputedOutputs(name, opinions);
      const names = context.names.filter((output) => [...disputed].some((leaf) => isOf(leaf, output)));
      if (names.length === 0) return;
      const seen = opinions.flatMap(({ column, judge }) => {
        const values = kept.get(judge);
        const own = judge.trial.loaded.names;
        if (values === undefined) return [];
        return [{ column, judge, values: underFirstNames(context.names, expected, values, own) }];
      });
      for (const [index, one] of seen.entries())
        for (const other of seen.slice(index + 1)) {
          const precisions = [one.judge.precision, other.judge.precision] as const;
          const accepted = one.judge.acceptsFloat32 || other.judge.acceptsFloat32;
          const floors = accepted ? changed(noise, withoutDouble) : noise;
          const distances = leafDistances(names, one.values, other.values, { noise: floors, precisions });
          consensus.add(one.column.id, other.column.id, distances);
        }
    },
  };
}

function disputedOutputs(name: string, opinions: readonly Opinion[]): ReadonlySet<string> {
  const drifting = opinions.flatMap(({ judge }) =>
    judge.outputs.filter((output) => output.case === name && output.verdict === 'drift'),
  );
  return new Set(drifting.map((output) => output.name));
}

/** Whether a name is that of an output or of a leaf inside it, as in `out[0].values`. */
export function isOf(leaf: string, output: string): boolean {
  return leaf === output || leaf.startsWith(`${output}[`) || leaf.startsWith(`${output}.`);
}

/** The outputs of a candidate under the names of the first form, paired as the cell's own comparison pairs them. */
export function underFirstNames(names: readonly string[], reference: Values, candidate: Values, map: NamesMap): Values {
  const { matches } = matchOutputs(names, reference, candidate, map);
  return Object.fromEntries(matches.map(({ name, actual }) => [name, outputOf(candidate, actual)]));
}

function bytesOf(values: Values): number {
  return Object.values(values).reduce((sum, value) => sum + sizeOf(value), 0);
}

function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'tensor':
      return value.dtype === 'string' ? 16 * value.strings.length : value.bytes.byteLength;
    case 'sequence':
      return value.items.reduce((sum, item) => sum + sizeOf(item), 0);
    case 'map':
      return sizeOf(value.keys) + sizeOf(value.values);
    case 'absent':
      return 0;
  }
}
