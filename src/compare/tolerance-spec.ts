/** The rules as the configuration writes them. docs/tolerances.md explains each with an example. */
import { z } from 'zod';
import { rules } from './rules.generated.js';

/**
 * For a spec that fits none, zod reports the first of the alternatives that are equally close. Those without required
 * keys come first: the message must not complain about a missing key of another rule.
 */
const specs = rules
  .map(({ spec }) => spec)
  .filter((spec) => !(spec instanceof z.ZodNever))
  .toSorted((a, b) => requiredKeys(a) - requiredKeys(b));

function requiredKeys(spec: z.ZodType): number {
  return spec.safeParse({}).error?.issues.filter(({ path }) => path.length > 0).length ?? 0;
}

/** How one output is judged. */
export const toleranceSpec = z.union(specs);
export type ToleranceSpec = z.output<typeof toleranceSpec>;

const single = rules.filter(({ singleOutput }) => singleOutput);

/** How several outputs are judged; rules that use other outputs apply to a single one. */
export const generalTolerance = toleranceSpec.refine((spec) => single.every((rule) => rule.bind(spec) === null), {
  error: `${single.map(({ key }) => key).join(' and ')} apply to a single output: set them under outputs, <name>, tolerance`,
});

/** Applied when no rule is set, or the rule does not fit the type. */
export const DEFAULT_TOLERANCE: ToleranceSpec = 'auto';

/** A rule as it is applied: an output may also be judged together with another one, by that one's rule. */
export type AppliedRule = ToleranceSpec | { readonly 'part-of': string };

/** The output that an output is judged together with; null for a rule of its own. */
export function ownerOf(rule: AppliedRule): string | null {
  return typeof rule === 'object' && 'part-of' in rule ? rule['part-of'] : null;
}

/** The rule of a spec, with its parameters; for a part of another output the default. */
export function boundRule(applied: AppliedRule) {
  const spec = ownerOf(applied) === null ? applied : DEFAULT_TOLERANCE;
  for (const rule of rules) {
    const bound = rule.bind(spec);
    if (bound !== null) return bound;
  }
  throw new Error(`no rule is written ${JSON.stringify(spec)}`);
}
