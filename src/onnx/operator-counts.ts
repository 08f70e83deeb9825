export interface OperatorCount {
  readonly domain: string;
  readonly type: string;
  readonly count: number;
}

/** Each operator once, with how often it occurs; sorted by domain and name. */
export function countOperators(operators: Iterable<Pick<OperatorCount, 'domain' | 'type'>>): readonly OperatorCount[] {
  const counts = new Map<string, { readonly domain: string; readonly type: string; count: number }>();
  for (const { domain, type } of operators) {
    const key = `${domain} ${type}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { domain, type, count: 1 });
    else known.count++;
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
