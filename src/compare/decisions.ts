/** What the rules for decisions have in common: labels and indices, which differ or do not. */
import { z } from 'zod';
import { groupThousands } from '../number-format.js';
import type { Agreement } from './kernel/topk-agreement.js';
import { count, share } from './shared-fields.js';

/** How often two runtimes decided differently, as the results document has it. */
export const agreementFields = {
  flips: count.describe('Decisions that differ although the reference is sure'),
  ties: count.describe('Decisions that differ where the reference hardly distinguishes'),
  total: count,
  allowed: share.describe('Share of flips that passes'),
};

/** In the configuration: how close is close, and how many may be wrong. */
export const margin = z.number().min(0).optional();

/** Why so many flips do not pass, in words; none when they do. */
export function flipReasons({ flips, ties, total }: Agreement, allowed: number, what: string): readonly string[] {
  if (flips <= allowed * total) return [];
  const excused = ties === 0 ? '' : `; ${ties} more differ where the reference hardly distinguishes`;
  const most = allowed === 0 ? '' : `, at most ${allowed * 100} % may`;
  return [`${flips} of ${total} ${what} differ where the reference is sure${most}${excused}`];
}

/** What was found, in a few words. */
export function agreementText({ flips, ties, total }: { flips: number; ties: number; total: number }): string {
  const near = ties === 0 ? '' : `, ${groupThousands(ties)} near ties`;
  return `${groupThousands(flips)} of ${groupThousands(total)} flipped${near}`;
}

/** What passes for a tie and how many may differ, in a few words. */
export function allowedText(closeness: number | undefined, flips: number): string {
  const ties = closeness === undefined ? '' : `, values within ${closeness} are ties`;
  return flips === 0 ? ties : `${ties}, ${flips * 100} % may differ`;
}
