import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AdapterFacts } from '../adapters/define.js';
import { packageOf, sameName } from '../adapters/python-requirement.js';
import { requirementsOf } from '../plan/column.js';
import type { ReplayedOperator } from '../replay/replay-operator.js';

/** What to install for the script, with the releases that ran: one requirement a line, sorted. */
export async function requirementsOfScript({ question, outcome }: ReplayedOperator): Promise<string[]> {
  const { column, route } = question;
  const runtime = pinned(
    { ...column.runtime, dependencies: requirementsOf(column) },
    column.version,
    outcome.column.version,
  );
  const converters = route.map(({ converter, version }, place) =>
    pinned(converter, version, outcome.column.route[place]?.version ?? null),
  );
  const numpy = await lockedNumpy([column.runtime, ...route.map(({ converter }) => converter)]);
  const all = [...runtime, ...converters.flat(), ...(column.runtime.language === 'python' ? [numpy] : [])];
  return all
    .filter((one, place) => all.findIndex((other) => sameName(packageOf(other), packageOf(one))) === place)
    .sort();
}

/** The adapter's own pins, or for another release that one, and the packages around it by name. */
function pinned(
  facts: Pick<AdapterFacts, 'package' | 'dependencies'>,
  asked: string | undefined,
  ran: string | null,
): string[] {
  if (asked === undefined) return [...facts.dependencies];
  return facts.dependencies.map((one) =>
    sameName(packageOf(one), facts.package) ? `${facts.package}==${ran ?? asked}` : packageOf(one),
  );
}

/** The release of numpy in the first lock that has one. */
async function lockedNumpy(adapters: readonly AdapterFacts[]): Promise<string> {
  for (const { file, id } of adapters) {
    if (file === undefined) continue;
    const lock = await readFile(join(dirname(file), '..', 'locks', `${id}.txt`), 'utf8').catch(() => '');
    const found = /^(numpy==[\w.]+)/m.exec(lock)?.[1];
    if (found !== undefined) return found;
  }
  return 'numpy';
}
