import type { AppliedRule, IndexSpec, SetSpec } from '../config/tolerance-spec.js';

/** A rule of the config in a few words, before anything was measured. */
export function ruleText(rule: AppliedRule): string {
  if (typeof rule === 'string') return rule;
  if ('part-of' in rule) return `with the detections of ${rule['part-of']}`;
  if ('ulp' in rule) return `at most ${rule.ulp} ulp`;
  if ('cosine' in rule) {
    const vectors = rule.axis === undefined ? '' : ` of each vector along axis ${rule.axis}`;
    return `cosine at least ${rule.cosine}${vectors}, norm within a factor of ${rule.norm}`;
  }
  if ('topk' in rule)
    return `the best ${rule.topk} along axis ${rule.axis} are the same${marginText(rule.margin)}${flipsText(rule.flips)}`;
  if ('index' in rule) return indexText(rule.index);
  if ('set' in rule) return setText(rule.set);
  if ('quantised' in rule) {
    const scale = rule.scale === undefined ? '' : ` of ${rule.scale}`;
    return `at most ${rule.quantised} quantisation step${rule.quantised === 1 ? '' : 's'}${scale}`;
  }
  const parts = [
    ...(rule.atol === undefined ? [] : [`atol ${rule.atol}`]),
    ...(rule.rtol === undefined ? [] : [`rtol ${rule.rtol}`]),
  ];
  return parts.join(', ');
}

function indexText({ of, beside, axis, margin, flips = 0 }: IndexSpec): string {
  const values = of !== undefined ? ` into ${of} along axis ${axis}` : beside !== undefined ? ` beside ${beside}` : '';
  return `indices${values} are equal${marginText(margin)}${flipsText(flips)}`;
}

function setText({ score, iou, 'score-margin': margin, threshold, unmatched }: SetSpec): string {
  const scores = score === undefined ? '' : `, scores within ${margin}`;
  const above = threshold === undefined ? '' : `, scores above ${threshold}`;
  const left = unmatched === 0 ? '' : `, ${unmatched * 100} % may be without a partner`;
  return `detections in any order: overlap at least ${iou}${scores}${above}${left}`;
}

function marginText(margin: number | undefined): string {
  return margin === undefined ? '' : `, values within ${margin} are ties`;
}

function flipsText(flips: number): string {
  return flips === 0 ? '' : `, ${flips * 100} % may differ`;
}
