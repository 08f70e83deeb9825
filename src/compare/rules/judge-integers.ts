import type { ToleranceSpec } from '../../config/tolerance-spec.js';
import type { PackedTensor } from '../../tensor/tensor.js';
import { measure, NO_LIMIT } from '../kernel/metrics.js';
import { indexRuling, topkRuling } from './decision-rulings.js';
import { quantisedRuling } from './explicit-rulings.js';
import { judgeExact } from './judge-exact.js';
import { type Judgement, type JudgingContext, measured } from './judgement.js';
import type { Ruling } from './ruling.js';

/** Integers: equal, unless the config has a rule for integers. */
export function judgeIntegers(reference: PackedTensor, candidate: PackedTensor, context: JudgingContext): Judgement {
  const ruling = ruleFor(reference, candidate, context);
  if (ruling === null) return judgeExact(reference, candidate, context.team);
  const { metrics, counts, tolerance, reasons, unusable } = ruling;
  const worst = counts?.first ?? metrics.worst;
  const base = {
    ...measured(reference, candidate, { ...metrics, worst }),
    ...(counts !== undefined && { mismatched: counts.mismatched, total: counts.total }),
    tolerance,
  };
  if (unusable !== undefined) return { ...base, verdict: 'error', reason: unusable };
  return reasons.length === 0
    ? { ...base, verdict: 'pass' }
    : { ...base, verdict: 'drift', reason: reasons.join('; ') };
}

function ruleFor(reference: PackedTensor, candidate: PackedTensor, context: JudgingContext): Ruling | null {
  const spec: ToleranceSpec = context.tolerance;
  if (spec === 'auto' || spec === 'exact') return null;
  const metrics = measure(reference, candidate, NO_LIMIT, context.team);
  if ('quantised' in spec) return quantisedRuling(spec, { reference, candidate, metrics, model: null });
  if ('topk' in spec) return topkRuling(spec, reference, candidate, metrics, context);
  if ('index' in spec) return indexRuling(spec.index, reference, candidate, metrics, context);
  return null;
}
