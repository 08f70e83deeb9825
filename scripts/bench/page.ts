/** What it was measured on. */
export interface Machine {
  readonly processors: number;
  readonly processor: string;
}

/** docs/performance.md with one section measured again, by its heading; one that is new comes last. */
export function withSection(page: string, section: string): string {
  const sections = page.split(/^(?=## )/m);
  const [heading] = section.split('\n');
  const place = sections.findIndex((one) => one.split('\n')[0] === heading);
  const text = `${section.trimEnd()}\n`;
  if (place < 0) return `${page.trimEnd()}\n\n${text}`;
  return sections.with(place, place === sections.length - 1 ? text : `${text}\n`).join('');
}

/** docs/performance.md from its sections. */
export function performancePage(machine: Machine, sections: readonly string[]): string {
  const head = `# Performance

Made by \`npm run bench\` on ${machine.processors} processors (${machine.processor}). The ratios matter; seconds depend on the machine. How long it takes to find the operator at which a model begins to drift, in a graph of a thousand nodes too, is in [locate.md](locate.md#a-graph-of-a-thousand-nodes).
`;
  return [head, ...sections].join('\n');
}
