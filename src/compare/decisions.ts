/** What the rules for decisions have in common: labels and indices either differ or they do not. */
import { z } from 'zod';
import { formatPercent, groupThousands } from '../number-format.js';
import type { Agreement } from './kernel/topk-agreement.js';
import { count, share } from './shared-fields.js';

/** How often two runtimes decided differently, as the results document has it. */
export const agreementFields = {
  flips: count.describe('Decisions that differ where the reference is clear'),
  ties: count.describe('Decisions that differ where the reference is a near tie'),
  total: count,
  allowed: share.describe('Largest share of flips that passes'),
};

/** In the configuration: how close values count as a tie. */
export const margin = z.number().min(0).optional();

/** Why this many flips do not pass; empty when they do. */
export function flipReasons({ flips, ties, total }: Agreement, allowed: number, what: string): readonly string[] {
  if (flips <= allowed * total) return [];
  const excused = ties === 0 ? '' : `; ${ties} more differ where it is a near tie`;
  const most = allowed === 0 ? '' : ` (at most ${formatPercent(allowed)} may)`;
  return [`${flips} of ${total} ${what} differ where the reference is clear${most}${excused}`];
}

/** The result in a few words. */
export function agreementText({ flips, ties, total }: { flips: number; ties: number; total: number }): string {
  const near = ties === 0 ? '' : `, ${groupThousands(ties)} near ties`;
  return `${groupThousands(flips)} of ${groupThousands(total)} flipped${near}`;
}

/** What counts as a tie and how many may differ, in a few words. */
export function allowedText(closeness: number | undefined, flips: number): string {
  const ties = closeness === undefined ? '' : `, values within ${closeness} are ties`;
  return flips === 0 ? ties : `${ties}, ${formatPercent(flips)} may differ`;
}
