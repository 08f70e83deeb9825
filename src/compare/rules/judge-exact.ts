import { elementCount, type Tensor } from '../../tensor/tensor.js';
import { indexOf } from '../kernel/element-at.js';
import { measure } from '../kernel/metrics.js';
import type { TallyTeam } from '../kernel/tally-team.js';
import { type Judgement, measured, unmeasured } from './judgement.js';

/** Integers, booleans and strings: every element is equal, or it is drift. */
export function judgeExact(reference: Tensor, candidate: Tensor, team?: TallyTeam): Judgement {
  if (reference.dtype === 'string' || candidate.dtype === 'string') return judgeStrings(reference, candidate);
  const metrics = measure(reference, candidate, { atol: 0, rtol: 0 }, team);
  return { ...measured(reference, candidate, metrics), ...verdictOf(metrics.outside, metrics.total) };
}

function judgeStrings(reference: Tensor, candidate: Tensor): Judgement {
  if (reference.dtype !== 'string' || candidate.dtype !== 'string') throw new TypeError('only one of two is strings');
  const { strings } = reference;
  const different = strings.flatMap((text, i) => (text === candidate.strings[i] ? [] : [i]));
  const [first] = different;
  const total = elementCount(reference.shape);
  return {
    ...unmeasured(reference, 'pass'),
    ...verdictOf(different.length, total),
    mismatched: different.length,
    total,
    worst:
      first === undefined
        ? null
        : {
            index: indexOf(reference.shape, first),
            reference: strings[first] ?? '',
            candidate: candidate.strings[first] ?? '',
          },
  };
}

function verdictOf(different: number, total: number): Pick<Judgement, 'tolerance' | 'verdict' | 'reason'> {
  const tolerance = { rule: 'exact' } as const;
  if (different === 0) return { tolerance, verdict: 'pass' };
  return { tolerance, verdict: 'drift', reason: `${different} of ${total} elements differ, and they must be equal` };
}
