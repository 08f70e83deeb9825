import { assertNever } from '../errors.js';
import { formatCount, formatMagnitude, formatRatioLimit, groupThousands } from '../number-format.js';
import { fromReal, type Real, type ResultTolerance } from '../results/schema.js';

/** The rule, its limit, and what was measured against it: `auto (8×)`, `atol 1e-5, rtol 1e-3 (= 200×)`, `≤ 4 ulp: 2`. */
export function toleranceText(tolerance: ResultTolerance): string {
  const { rule, rmse, multiple } = tolerance;
  const times = multiple === undefined ? '' : formatRatioLimit(fromReal(multiple));
  switch (rule) {
    case 'auto':
      return times === '' ? 'auto' : `auto (${times})`;
    case 'uncalibrated':
      return rmse === undefined ? 'by type' : `by type (${formatMagnitude(fromReal(rmse))})`;
    case 'exact':
      return 'exact';
    case 'explicit':
      return withMultiple(limitText(tolerance), times);
    case 'ulp':
      return withMultiple(ulpText(tolerance), times);
    case 'cosine':
      return withMultiple(cosineText(tolerance), times);
    case 'topk':
      return topkText(tolerance);
    case 'index':
      return indexText(tolerance);
    case 'set':
      return setText(tolerance);
    case 'quantised':
      return quantisedText(tolerance);
    default:
      return assertNever(rule);
  }
}

function withMultiple(text: string, times: string): string {
  return times === '' ? text : `${text} (= ${times})`;
}

function limitText({ atol, rtol }: ResultTolerance): string {
  const parts = [
    ...(atol === undefined ? [] : [`atol ${formatMagnitude(atol)}`]),
    ...(rtol === undefined ? [] : [`rtol ${formatMagnitude(rtol)}`]),
  ];
  return parts.length === 0 ? 'explicit' : parts.join(', ');
}

function ulpText({ ulp }: ResultTolerance): string {
  return ulp === undefined ? 'ulp' : `≤ ${groupThousands(ulp.limit)} ulp: ${countOrSize(ulp.max)}`;
}

function cosineText({ cosine }: ResultTolerance): string {
  if (cosine === undefined) return 'cosine';
  const { min, lowest, normLimit, norm } = cosine;
  return `cosine ≥ ${min}: ${nearOne(lowest)}, norm ≤ ${normLimit}×: ${nearOne(norm)}×`;
}

function topkText({ topk }: ResultTolerance): string {
  return topk === undefined ? 'best labels' : `best ${topk.k}: ${agreementText(topk)}`;
}

function indexText({ index }: ResultTolerance): string {
  return index === undefined ? 'indices' : `indices: ${agreementText(index)}`;
}

function agreementText({ flips, ties, total }: { flips: number; ties: number; total: number }): string {
  const near = ties === 0 ? '' : `, ${groupThousands(ties)} near ties`;
  return `${groupThousands(flips)} of ${groupThousands(total)} flipped${near}`;
}

function setText({ set }: ResultTolerance): string {
  if (set === undefined) return 'detections';
  const { matched, missing, extra, excused, lowestIou } = set;
  const overlap = lowestIou === null ? '' : `, overlap ≥ ${nearOne(lowestIou)}`;
  const near = excused === 0 ? '' : `, ${groupThousands(excused)} of these near the threshold`;
  return `detections: ${groupThousands(matched)} matched${overlap}, ${groupThousands(missing)} missing, ${groupThousands(extra)} extra${near}`;
}

function quantisedText({ quantised }: ResultTolerance): string {
  if (quantised === undefined) return 'quantised';
  const { steps, max, scale } = quantised;
  return `≤ ${formatCount(steps, 'step')} of ${formatMagnitude(fromReal(scale))}: ${formatMagnitude(fromReal(max))}`;
}

function countOrSize(value: Real): string {
  const number = fromReal(value);
  return Number.isInteger(number) && number < 1e6 ? groupThousands(number) : formatMagnitude(number);
}

/** Six digits: what matters in 0.999987 is far behind the point. */
function nearOne(value: Real): string {
  const number = fromReal(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(6))) : formatMagnitude(number);
}
