import { z } from 'zod';
import { type Counts, sum } from './counts.js';

const count = z.int().min(0);
export const testFilesSchema = z.array(
  z.strictObject({
    path: z.string().describe('Relative to the root'),
    seconds: z.number().describe('Time for importing it, its hooks and its tests'),
    counts: z.strictObject({ passed: count, failed: count, skipped: count }),
    failures: z.array(
      z.strictObject({
        test: z.string().optional().describe('Full name; missing where the file broke outside of its tests'),
        message: z.string(),
      }),
    ),
  }),
);
/** A test file that was run. */
export type TestFile = z.infer<typeof testFilesSchema>[number];

/** @param passed whether vitest succeeded: it may fail because of an error outside of any test */
export function countsOf(files: readonly Pick<TestFile, 'counts'>[], passed: boolean): Counts {
  const counts = sum(files.map((file) => file.counts));
  return { ...counts, failed: passed ? counts.failed : Math.max(counts.failed, 1) };
}
