/** The rules as the configuration writes them. docs/tolerances.md explains each with an example. */
import { z } from 'zod';
import { rules } from './rules.generated.js';

/**
 * Of alternatives that are equally far from what was written the first is taken for what was meant: those come first
 * that have no key which must be there, and so would only be missing.
 */
const specs = rules
  .map(({ spec }) => spec)
  .filter((spec) => !(spec instanceof z.ZodNever))
  .toSorted((a, b) => requiredKeys(a) - requiredKeys(b));

function requiredKeys(spec: z.ZodType): number {
  return spec.safeParse({}).error?.issues.filter(({ path }) => path.length > 0).length ?? 0;
}

/** What one output is judged by. */
export const toleranceSpec = z.union(specs);
export type ToleranceSpec = z.output<typeof toleranceSpec>;

const single = rules.filter(({ singleOutput }) => singleOutput);

/** What several outputs are judged by; rules that look at other outputs belong to one. */
export const generalTolerance = toleranceSpec.refine((spec) => single.every((rule) => rule.bind(spec) === null), {
  error: `${single.map(({ key }) => key).join(' and ')} are rules for one output: give them under outputs, <its name>, tolerance`,
});

/** Where nothing else was given, and where a rule does not fit. */
export const DEFAULT_TOLERANCE: ToleranceSpec = 'auto';

/** A rule as it is applied: an output may also be judged with another one, whose rule is about both. */
export type AppliedRule = ToleranceSpec | { readonly 'part-of': string };

/** The output with which one is judged; null for a rule of its own. */
export function ownerOf(rule: AppliedRule): string | null {
  return typeof rule === 'object' && 'part-of' in rule ? rule['part-of'] : null;
}

/** The rule that a spec asks for, with its parameters; for a part of another output the default. */
export function boundRule(applied: AppliedRule) {
  const spec = ownerOf(applied) === null ? applied : DEFAULT_TOLERANCE;
  for (const rule of rules) {
    const bound = rule.bind(spec);
    if (bound !== null) return bound;
  }
  throw new Error(`no rule is written ${JSON.stringify(spec)}`);
}
