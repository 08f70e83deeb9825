import { COSTS } from '../adapters/costs.generated.js';
import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import { pathsByCost } from '../plan/paths-by-cost.js';
import type { Format } from '../types.js';

/** A runtime for models that are there. */
export interface ChosenRuntime {
  readonly runtime: RuntimeFacts;
  /** Of the committed formats, those that it reads. */
  readonly formats: readonly Format[];
  /** Null where it was not measured. */
  readonly downloadBytes: number | null;
  /** Where it exists, when the platform of the job is none of them. */
  readonly elsewhere: readonly string[];
  /** Whether it reads every committed format. */
  readonly readsAll: boolean;
}

/** A runtime that models of a format can be converted for. */
export interface ConvertedRuntime {
  readonly runtime: RuntimeFacts;
  readonly from: Format;
  /** With the converters on the route; null where one was not measured. */
  readonly downloadBytes: number | null;
}

export interface RuntimeChoice {
  /** Columns to start with: the homes of the formats, and the cheapest witness for what has only one. */
  readonly columns: readonly ChosenRuntime[];
  /** Others that read a committed format, the cheapest first. */
  readonly more: readonly ChosenRuntime[];
  /** For formats that one column alone reads, the nearest that their models can be converted for. */
  readonly converted: readonly ConvertedRuntime[];
  /** As in linux-x64: where most of the columns exist. */
  readonly platform: string;
}

/** Platforms of hosted runners, the cheapest first. */
export const JOB_PLATFORMS = ['linux-x64', 'win32-x64', 'darwin-arm64'] as const;

/**
 * Runtimes that read what is committed, without any conversion. A format gets the runtimes that can produce its reference:
 * the embedded ones or else its home. What only one of them reads gets the cheapest other runtime that reads it, since a
 * comparison takes two.
 */
export function chooseRuntimes(
  formats: ReadonlySet<Format>,
  runtimes: readonly RuntimeFacts[],
  converters: readonly ConverterFacts[],
): RuntimeChoice {
  const reading = runtimes
    .filter(({ reads }) => reads.some((format) => formats.has(format)))
    .toSorted((a, b) => byCost(bytesOf(a), bytesOf(b)) || (a.id < b.id ? -1 : 1));
  const columns = new Set<RuntimeFacts>();
  for (const format of [...formats].sort()) {
    const homes = reading.filter(({ homeOf }) => homeOf.includes(format));
    const embedded = homes.filter((home) => home.embedded);
    for (const home of embedded.length > 0 ? embedded : homes.slice(0, 1)) columns.add(home);
    const witnesses = reading.filter(({ reads, browser }) => reads.includes(format) && !browser);
    if (witnesses.filter((one) => columns.has(one)).length >= 2) continue;
    const witness = witnesses.find((one) => !columns.has(one));
    if (witness !== undefined) columns.add(witness);
  }
  const platform = mostCommonPlatform([...columns]);
  const described = (runtime: RuntimeFacts): ChosenRuntime => ({
    runtime,
    formats: runtime.reads.filter((format) => formats.has(format)),
    downloadBytes: bytesOf(runtime),
    readsAll: [...formats].every((format) => runtime.reads.includes(format)),
    elsewhere: existsOn(runtime, platform) ? [] : runtime.platforms,
  });
  return {
    columns: reading.filter((one) => columns.has(one)).map(described),
    more: reading.filter((one) => !columns.has(one)).map(described),
    converted: [...formats].sort().flatMap((format) => {
      const alone = [...columns].filter(({ reads }) => reads.includes(format)).length < 2;
      const others = runtimes.filter((one) => !one.reads.includes(format) && !one.browser && existsOn(one, platform));
      return alone
        ? nearest(
            format,
            others,
            converters.filter((one) => existsOn(one, platform)),
          )
        : [];
    }),
    platform,
  };
}

const MOST_CONVERTED = 3;

/** The runtimes that a format is converted for on the shortest routes, of those the cheapest. */
function nearest(
  from: Format,
  runtimes: readonly RuntimeFacts[],
  converters: readonly ConverterFacts[],
): ConvertedRuntime[] {
  const reachable = runtimes.flatMap((runtime) => {
    const [path] = pathsByCost(from, runtime.reads, converters);
    if (path === undefined) return [];
    const parts = [runtime, ...path.converters].map(bytesOf);
    const downloadBytes = parts.reduce((sum, one) => (sum === null || one === null ? null : sum + one), 0);
    return [{ runtime, from, downloadBytes, cost: path.cost }];
  });
  return reachable
    .toSorted(
      (a, b) => a.cost - b.cost || byCost(a.downloadBytes, b.downloadBytes) || (a.runtime.id < b.runtime.id ? -1 : 1),
    )
    .slice(0, MOST_CONVERTED)
    .map(({ cost: _, ...rest }) => rest);
}

/** In the action, for which the workflow is written. */
function bytesOf(adapter: RuntimeFacts | ConverterFacts): number | null {
  if ('embedded' in adapter && adapter.embedded) return 0;
  return COSTS[adapter.id]?.downloadBytes ?? null;
}

/** The cheapest first, what was not measured last. */
function byCost(a: number | null, b: number | null): number {
  return a === b ? 0 : (a ?? Number.POSITIVE_INFINITY) - (b ?? Number.POSITIVE_INFINITY);
}

function existsOn({ platforms }: Pick<RuntimeFacts, 'platforms'>, platform: string): boolean {
  return platforms.length === 0 || platforms.includes(platform);
}

/** As in linux-x64: the cheapest of those where most of these exist. */
export function mostCommonPlatform(columns: readonly RuntimeFacts[]): string {
  const count = (platform: string) => columns.filter((one) => existsOn(one, platform)).length;
  const [first, ...others] = JOB_PLATFORMS;
  return others.reduce<string>((best, one) => (count(one) > count(best) ? one : best), first);
}
