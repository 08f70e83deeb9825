import type { RuntimeFacts } from '../../src/adapters/define.js';

/** A column of the oldest release that an adapter works with. */
export interface ReleaseColumn {
  readonly id: string;
  readonly use: string;
  readonly version: string;
}

/** One column for each runtime of this platform that names its oldest release. */
export function oldestReleases(runtimes: readonly RuntimeFacts[], platform: string): ReleaseColumn[] {
  return runtimes.flatMap(({ id, oldest, platforms }) =>
    oldest === undefined || !(platforms.length === 0 || platforms.includes(platform))
      ? []
      : [{ id: `${id}-oldest`, use: id, version: oldest }],
  );
}
