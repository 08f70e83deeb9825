/** The rules of the config for decisions: labels and indices. */
import type { IndexSpec, TopkSpec } from '../../config/tolerance-spec.js';
import type { PackedTensor, Tensor } from '../../tensor/tensor.js';
import { indexAgreement, type Values } from '../kernel/index-agreement.js';
import { closeness } from '../kernel/margin.js';
import { type Metrics, measure, NO_LIMIT } from '../kernel/metrics.js';
import type { Noise } from '../kernel/noise-model.js';
import { slicesAlong } from '../kernel/slices.js';
import { type Agreement, topkAgreement } from '../kernel/topk-agreement.js';
import type { JudgingContext } from './judgement.js';
import type { Ruling } from './ruling.js';

/** The k best along an axis are the same, or the reference hardly prefers its own. */
export function topkRuling(
  { topk: k, axis, margin, flips: allowed }: TopkSpec,
  reference: PackedTensor,
  candidate: PackedTensor,
  metrics: Metrics,
  { noise, precision }: JudgingContext,
): Ruling {
  const slices = slicesAlong(reference.shape, axis);
  const close = closeness({ margin, dtype: reference.dtype, rms: metrics.rms, noise, precision });
  if (slices === null || slices.size <= k) {
    const unusable =
      slices === null
        ? `there is no axis ${axis} to take the best ${k} along`
        : `the best ${k} of ${slices.size} scores say nothing`;
    const none = { k, flips: 0, ties: 0, total: 0, allowed };
    return { tolerance: { rule: 'topk', topk: none }, metrics, reasons: [], unusable };
  }
  const found = topkAgreement(reference, candidate, slices, k, close);
  const { flips, ties, total } = found;
  return {
    tolerance: { rule: 'topk', topk: { k, flips, ties, total, allowed } },
    metrics,
    reasons: flipReasons(found, allowed, k === 1 ? 'best labels' : `sets of the best ${k} labels`),
    counts: { mismatched: flips, total, first: found.first },
  };
}

/** Indices are equal, or the reference hardly prefers its own. */
export function indexRuling(
  spec: IndexSpec,
  reference: PackedTensor,
  candidate: PackedTensor,
  metrics: Metrics,
  context: JudgingContext,
): Ruling {
  const allowed = spec.flips ?? 0;
  const values = valuesOf(spec, context);
  const found = typeof values === 'string' ? values : indexAgreement(reference, candidate, values);
  if (typeof found === 'string') {
    const none = { flips: 0, ties: 0, total: 0, allowed };
    return { tolerance: { rule: 'index', index: none }, metrics, reasons: [], unusable: found };
  }
  const { flips, ties, total, first } = found;
  return {
    tolerance: { rule: 'index', index: { flips, ties, total, allowed } },
    metrics,
    reasons: flipReasons(found, allowed, 'indices'),
    counts: { mismatched: flips, total, first },
  };
}

function flipReasons({ flips, ties, total }: Agreement, allowed: number, what: string): readonly string[] {
  if (flips <= allowed * total) return [];
  const excused = ties === 0 ? '' : `; ${ties} more differ where the reference hardly distinguishes`;
  const share = allowed === 0 ? '' : `, at most ${allowed * 100} % may`;
  return [`${flips} of ${total} ${what} differ where the reference is sure${share}${excused}`];
}

function valuesOf({ of, beside, axis, margin }: IndexSpec, { sibling, precision }: JudgingContext): Values | string {
  const name = of ?? beside;
  if (name === undefined) return { kind: 'none' };
  const found = sibling?.(name) ?? null;
  const reference = packed(found?.reference);
  if (reference === null) return `the reference has no numbers called ${name}`;
  const close = closeIn(reference, { margin, noise: found?.noise ?? null, precision });
  if (of !== undefined) return { kind: 'of', reference, axis, close };
  const candidate = packed(found?.candidate);
  if (candidate === null) return `this form has no numbers called ${name}`;
  return { kind: 'beside', reference, candidate, axis, close };
}

function closeIn(
  values: PackedTensor,
  basis: { margin: number | undefined; noise: Noise | null; precision: JudgingContext['precision'] },
) {
  const { rms } = measure(values, values, NO_LIMIT);
  return closeness({ ...basis, dtype: values.dtype, rms });
}

function packed(tensor: Tensor | null | undefined): PackedTensor | null {
  return tensor === null || tensor === undefined || tensor.dtype === 'string' ? null : tensor;
}
