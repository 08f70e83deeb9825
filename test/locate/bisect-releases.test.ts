import { expect, test } from 'vitest';
import { bisectReleases, type ReleaseOutcome } from '../../src/locate/bisect-releases.js';

const RELEASES = ['1.4.0', '1.5.0', '1.6.0', '1.7.0', '1.8.0', '1.8.1', '1.9.0', '1.10.0'];
const GONE: ReleaseOutcome = { state: 'unknown', why: 'there is no package for this platform' };

async function bisect(drifts: (release: string) => boolean, unknown: readonly string[] = [], releases = RELEASES) {
  const asked = new Set<string>();
  const change = await bisectReleases(releases, async (release) => {
    asked.add(release);
    return unknown.includes(release) ? GONE : { state: drifts(release) ? 'drift' : 'pass' };
  });
  return { change, trials: asked.size };
}

test('the release that broke it, in about log₂ n trials', async () => {
  const found = await bisect((release) => ['1.8.1', '1.9.0', '1.10.0'].includes(release));
  expect(found).toEqual({ change: { last: '1.8.0', first: '1.8.1', became: 'drift', unknown: [] }, trials: 5 });
});

test('the release that mended it', async () => {
  const { change } = await bisect((release) => release !== '1.10.0');
  expect(change).toEqual({ last: '1.9.0', first: '1.10.0', became: 'pass', unknown: [] });
});

test('releases that give no answer are named where the change may have come with one of them', async () => {
  const drifts = (release: string) => ['1.8.1', '1.9.0', '1.10.0'].includes(release);
  const { change } = await bisect(drifts, ['1.8.1', '1.10.0', '1.4.0']);
  expect(change).toEqual({ last: '1.8.0', first: '1.9.0', became: 'drift', unknown: ['1.8.1'] });
});

test.each<[string, (release: string) => boolean, string[], string[]]>([
  ['all drift', () => true, [], RELEASES],
  ['all pass', () => false, [], RELEASES],
  ['none gives an answer', () => false, RELEASES, RELEASES],
  ['there is none', () => false, [], []],
])('no change: %s', async (_, drifts, unknown, releases) => {
  expect((await bisect(drifts, unknown, releases)).change).toBeNull();
});
