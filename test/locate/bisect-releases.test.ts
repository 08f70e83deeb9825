import { expect, test } from 'vitest';
import { bisectReleases, type ReleaseOutcome } from '../../src/locate/bisect-releases.js';

const RELEASES = ['1.10.0', '1.9.0', '1.8.1', '1.8.0', '1.7.0', '1.6.0', '1.5.0', '1.4.0'];
const GONE: ReleaseOutcome = { state: 'unknown', why: 'there is no package for this platform' };

async function bisect(drifts: (release: string) => boolean, unknown: readonly string[] = [], oldest?: string) {
  const asked: string[] = [];
  const { change, tried } = await bisectReleases(
    RELEASES,
    async (release) => {
      asked.push(release);
      return unknown.includes(release) ? GONE : { state: drifts(release) ? 'drift' : 'pass' };
    },
    oldest,
  );
  expect(asked.length).toBe(new Set(asked).size);
  expect(tried.map(({ release }) => release)).toEqual(expect.arrayContaining(asked));
  return { change, trials: asked.length };
}

test('the release that broke it, in about log₂ n trials', async () => {
  const found = await bisect((release) => ['1.8.1', '1.9.0', '1.10.0'].includes(release));
  expect(found).toEqual({ change: { last: '1.8.0', first: '1.8.1', became: 'drift', unknown: [] }, trials: 5 });
});

test('the release that fixed it; 1.10 is newer than 1.9', async () => {
  const { change } = await bisect((release) => release !== '1.10.0');
  expect(change).toEqual({ last: '1.9.0', first: '1.10.0', became: 'pass', unknown: [] });
});

test('releases without an answer are passed over, and named where the change may be theirs', async () => {
  const drifts = (release: string) => ['1.9.0', '1.10.0'].includes(release);
  expect((await bisect(drifts, ['1.4.0', '1.8.1', '1.8.0'])).change).toEqual({
    last: '1.7.0',
    first: '1.9.0',
    became: 'drift',
    unknown: ['1.8.0', '1.8.1'],
  });
});

test('nothing between releases that agree, older ones than the adapter works with left out', async () => {
  expect(await bisect(() => true)).toEqual({ change: null, trials: 2 });
  expect((await bisect((release) => release !== '1.4.0', [], '1.5.0')).change).toBeNull();
  expect((await bisect(() => true, RELEASES)).change).toBeNull();
});
