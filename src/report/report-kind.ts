/** Who reads a report, and where. `terminal` without --verbose shows only what is wrong. */
export type ReportKind = 'comment' | 'summary' | 'page' | 'terminal';
