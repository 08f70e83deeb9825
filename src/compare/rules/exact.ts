import { z } from 'zod';
import { defineRule } from '../define-rule.js';

/** Every element is equal; −0 equals 0. */
export default defineRule({
  key: 'exact',
  meaning: 'every element equal',
  spec: z.literal('exact').describe('Every element equal'),
  dtypeFault: () => null,
  limit: () => NO_ALLOWANCE,
  judge: (_, { measurement: { outside, total } }) => equalVerdict({ different: outside, total }),
  judgeStrings: (_, strings) => equalVerdict(strings),
  fields: {},
  words: () => 'exact',
  resultWords: () => 'exact',
  memory: {},
  remember: () => ({}),
  bySize: false,
});

export const NO_ALLOWANCE = { atol: 0, rtol: 0 };

/** The verdict for elements that must be equal. */
export function equalVerdict({ different, total }: { readonly different: number; readonly total: number }) {
  return {
    tolerance: { rule: 'exact' as const },
    reasons: different === 0 ? [] : [`${different} of ${total} elements differ, all must be equal`],
  };
}
