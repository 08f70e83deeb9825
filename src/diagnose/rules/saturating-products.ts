import { hopEvidence, judgedHops } from '../hop-evidence.js';
import { drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** 8-bit products that saturate on this processor, in the column or in the reference: the file is not wrong. */
export const saturatingProducts: Rule = (cell, { runtime, reference, saturation, siblings }) => {
  if (saturation === undefined || saturation === null) return undefined;
  if (drifting(cell).some(({ rmse }) => rmse === null)) return undefined;
  const drifts = judgedHops(cell).filter((hop) => hop.state === 'drift');
  const { converter } = saturation;
  // What was wrong before it was quantised, or is wrong on another runtime as well.
  if (converter !== undefined && drifts.some((hop) => hop.step < cell.route.length || hop.runtime !== runtime.adapter))
    return undefined;
  const { step } = drifts.find((hop) => hop.runtime === runtime.adapter) ?? {};
  // Without optimisations there are no integer products between Q and DQ: what drifts then has another cause.
  if (step === cell.route.length && !saturation.integer) return undefined;
  const made = reference?.kind === 'runtime' ? reference.runtime : 'the reference';
  const who = [...(saturation.column ? [runtime.title] : []), ...(saturation.reference ? [made] : [])].join(' and ');
  const hops = hopEvidence(cell, runtime);
  // A converter may have lost what the model computes: only where its file passes in another way is that ruled out.
  const isShown = judgedHops(cell).some((hop) => hop.step === cell.route.length && hop.state === 'pass');
  const isLikely = converter === undefined || isShown;
  return {
    id: 'saturating-products',
    finding: `${subject(cell)} ${isLikely ? 'most likely drifts' : 'may drift'} because 8-bit products saturate on this processor${saturation.column ? '' : ', in the reference'}.`,
    evidence: `It has no VNNI, and ${who} then ${saturation.column && saturation.reference ? 'add' : 'adds'} pairs of u8 × s8 products in 16 bits, where 2 × 255 × 127 does not fit.${hops === '' ? '' : ` ${hops}`}${fineElsewhere(siblings)}`,
    fix:
      converter === undefined
        ? 'Quantise with `reduce_range` (7-bit weights), whose products fit, judge the outputs in steps with `tolerance: { quantised: n }`, or run the gate on a processor with VNNI.'
        : `${isLikely ? 'Set' : 'Try'} \`converters: { ${converter.id}: { reduce-range: true } }\` for the column (7-bit weights, whose products fit) and deploy the model so, or run the gate on a processor with VNNI, if that is what you deploy to.`,
  };
};
