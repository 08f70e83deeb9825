import { type AppliedRule, boundRule, ownerOf } from '../compare/tolerance-spec.js';

/**
 * A rule of the config in a few words, before anything was measured.
 * @param outputs the rules of all outputs, for one that is judged together with another
 */
export function ruleText(
  rule: AppliedRule,
  outputs: Readonly<Record<string, { readonly rule: AppliedRule }>> = {},
): string {
  const owner = ownerOf(rule);
  if (owner === null) return boundRule(rule).words();
  const whole = boundRule(outputs[owner]?.rule ?? rule).whole;
  return whole?.partWords(owner) ?? `with ${owner}`;
}
