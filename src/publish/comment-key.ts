import { createHash } from 'node:crypto';
import { isFoundByItself } from '../config/load-config.js';
import type { Results } from '../results/schema.js';
import { fromRoot } from './from-root.js';

/** A key with more characters is abbreviated by its digest. */
const LONGEST = 120;

/**
 * The configuration, as a path from the root of the repository. The one that is found by itself is the same question
 * wherever it is, and before there is one.
 * @param folder the working directory as a path from the repository's root, '' for the root itself
 * @param config its path from the working directory; null without one
 */
export function sourceOf(folder: string, config: string | null): string {
  return fromRoot(folder, config === null || isFoundByItself(config) ? 'portability.yml' : config);
}

/**
 * What distinguishes a comment from the others on a pull request: each question has its own answer. The question is the
 * configuration, the platform, and the part of the matrix that was looked at; or what the user calls it.
 * @param source the configuration, as `sourceOf` names it
 * @param named the input `comment-key`
 */
export function commentKey(
  source: string,
  { platform, run }: Pick<Results, 'platform' | 'run'>,
  named?: string,
): string {
  if (named !== undefined) return shortened(`${source}/${named}`);
  const part = (word: string, all: readonly string[] | undefined) =>
    all === undefined ? [] : [`${word}-${[...all].sort().join(',')}`];
  return shortened(
    [
      source,
      `${platform.os}-${platform.arch}`,
      ...part('models', run?.models),
      ...part('runtimes', run?.runtimes),
    ].join('/'),
  );
}

function shortened(key: string): string {
  if (key.length <= LONGEST) return key;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${key.slice(0, LONGEST - digest.length - 1)}-${digest}`;
}
