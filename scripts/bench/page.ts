/** What it was measured on. */
export interface Machine {
  readonly processors: number;
  readonly processor: string;
}

/** docs/performance.md from its sections. */
export function performancePage(machine: Machine, sections: readonly string[]): string {
  const head = `# Performance

Made by \`npm run bench\` on ${machine.processors} processors (${machine.processor}). The ratios matter; seconds depend on the machine.
`;
  return [head, ...sections].join('\n');
}
