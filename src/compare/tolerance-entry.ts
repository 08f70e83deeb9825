/** The tolerance of an output in the results document: the rule, its limits, and what was measured. */
import { z } from 'zod';
import { ruleFields, rules } from './rules.generated.js';
import { sharedFields } from './shared-fields.js';

export const ruleKey = z
  .enum(rules.map(({ key }) => key))
  .describe(rules.map(({ key, meaning }) => `${key}: ${meaning}`).join('; '));

export const toleranceEntry = z.strictObject({
  rule: ruleKey,
  ...z.object(ruleFields).partial().shape,
  ...sharedFields,
});

export type ToleranceEntry = z.output<typeof toleranceEntry>;

/** The rule of an entry. */
export function ruleOf({ rule: key }: { readonly rule: z.output<typeof ruleKey> }) {
  const found = rules.find((rule) => rule.key === key);
  if (found === undefined) throw new Error(`no rule is called ${key}`);
  return found;
}
