import { z } from 'zod';
import { ruleMemory } from '../compare/rules.generated.js';
import { ruleKey, ruleOf, type ToleranceEntry } from '../compare/tolerance-entry.js';
import { rounded } from '../number-format.js';
import type { ResultOutput } from '../results/schema.js';
import { fromReal, toReal } from '../tensor/real.js';

/**
 * The rule that an output was judged by and its configured limits. Measurements, and limits that follow from the size of
 * the numbers, are left out: they vary from case to case, the rule does not.
 */
export const knownToleranceSchema = z.strictObject({ rule: ruleKey, ...z.object(ruleMemory).partial().shape });

export type KnownTolerance = z.infer<typeof knownToleranceSchema>;

/** The tolerance of the outputs of one name, the loosest of all cases. */
export function knownTolerance(outputs: readonly ResultOutput[]): KnownTolerance {
  const [loosest] = outputs.map(({ tolerance }) => tolerance).sort((a, b) => multipleOf(b) - multipleOf(a));
  if (loosest === undefined) throw new Error('an output has a tolerance');
  const known: KnownTolerance = { rule: loosest.rule, ...ruleOf(loosest).remember(loosest) };
  // It was measured: with three digits repeated runs give the same text.
  return known.multiple === undefined ? known : { ...known, multiple: toReal(rounded(fromReal(known.multiple))) };
}

function multipleOf({ multiple }: ToleranceEntry): number {
  return multiple === undefined ? 0 : fromReal(multiple);
}
