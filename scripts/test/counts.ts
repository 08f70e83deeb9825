export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function sum(counts: readonly Counts[]): Counts {
  const total = (of: keyof Counts) => counts.reduce((all, one) => all + one[of], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

/** The closing line, as in `812 passed, 0 failed, 3 skipped`. */
export function countsInWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
