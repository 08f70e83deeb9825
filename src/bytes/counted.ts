export interface OperatorCount {
  readonly domain: string;
  readonly type: string;
  readonly count: number;
}

/** Each operator once, with how often it occurs; sorted by domain and name. */
export function counted(operators: Iterable<Pick<OperatorCount, 'domain' | 'type'>>): readonly OperatorCount[] {
  const counts = new Map<string, OperatorCount>();
  for (const { domain, type } of operators) {
    const key = `${domain} ${type}`;
    counts.set(key, { domain, type, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
