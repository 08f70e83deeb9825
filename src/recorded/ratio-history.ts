import { createHash } from 'node:crypto';
import { z } from 'zod';
import { measuresOf, worstRatioOf } from '../baseline/measure.js';
import { askGit } from '../discover/ask-git.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import { runContext } from '../host/run-context.js';
import type { ResultCell, Results } from '../results/schema.js';
import { real, toReal } from '../tensor/real.js';

/** The worst noise ratio of each cell at the commits at which it last ran, the oldest first. */
const historySchema = z.strictObject({
  commits: z.array(z.strictObject({ commit: z.string(), ratios: z.record(z.string(), real) })),
});

/** Folder in the cache. */
const KIND = 'history';
const MOST_COMMITS = 20;
const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * The results with what is kept of earlier commits, to which this one is added for later runs. A commit at which nothing
 * ran adds nothing, and one at which a cell runs again is told once, by its last run. The same commits give the same
 * document.
 */
export async function withHistory(results: Results, host: Host): Promise<Results> {
  const commit = await commitOf(host);
  if (commit === null) return results;
  const { os, arch } = results.platform;
  const where = [host.env.GITHUB_REPOSITORY || host.cwd, results.run?.config ?? null, os, arch];
  const key = createHash('sha256').update(JSON.stringify(where)).digest('hex');
  const commits = (await readCached(host, KIND, key, historySchema))?.commits ?? [];
  const earlier = commits.filter((one) => one.commit !== commit);
  const ran = results.cells.flatMap((cell) => {
    const ratio = cell.recorded === undefined ? worstRatioOf(measuresOf(cell.outputs)) : null;
    return ratio === null ? [] : [[nameOf(cell), toReal(ratio)] as const];
  });
  if (ran.length > 0) {
    const before = commits.find((one) => one.commit === commit)?.ratios ?? {};
    const now = { commit, ratios: { ...before, ...Object.fromEntries(ran) } };
    await writeCached(host, KIND, key, { commits: [...earlier, now].slice(-MOST_COMMITS) });
  }
  const pastOf = (cell: ResultCell) =>
    earlier.flatMap(({ commit: at, ratios }) => {
      const noiseRatio = ratios[nameOf(cell)];
      return noiseRatio === undefined ? [] : [{ commit: at, noiseRatio }];
    });
  return {
    ...results,
    cells: results.cells.map((cell) => {
      const history = pastOf(cell);
      return history.length === 0 ? cell : { ...cell, history };
    }),
  };
}

const nameOf = ({ model, runtime }: ResultCell): string => JSON.stringify([model, runtime]);

/** The newest commit of the pull request, or the one that is checked out; null outside of a repository. */
async function commitOf({ cwd, env }: Host): Promise<string | null> {
  const { pullRequest, commit } = runContext(env);
  const told = pullRequest?.headSha ?? commit;
  const found = told !== '' ? told : await askGit(cwd, ['rev-parse', 'HEAD']).then(String, () => '');
  return COMMIT.test(found.trim()) ? found.trim() : null;
}
