import { expect, test } from 'vitest';
import type { FoundReleases } from '../../src/locate/bisect-releases.js';
import { releasesText } from '../../src/report/releases-text.js';

const pass = (release: string) => ({ release, outcome: { state: 'pass' } }) as const;
const drift = (release: string) => ({ release, outcome: { state: 'drift' } }) as const;
const none = (release: string) => ({ release, outcome: { state: 'unknown', why: 'no wheel fits' } }) as const;
const BASE = { model: 'detector', runtime: 'openvino', package: 'openvino', current: '2.0.0' };

test('broken by one release and mended by another', () => {
  const found: FoundReleases = {
    ...BASE,
    tried: [pass('1.0.0'), pass('1.9.0'), none('1.10.0'), drift('2.0.0'), drift('3.0.0'), pass('3.1.0')],
    changes: [
      { last: '1.9.0', first: '2.0.0', became: 'drift', unknown: ['1.10.0'] },
      { last: '3.0.0', first: '3.1.0', became: 'pass', unknown: [] },
    ],
  };
  expect(releasesText(found)).toBe(`detector on openvino: openvino 2.0.0 drifts

  1.0.0   passes
  1.9.0   passes
  1.10.0  gives no answer: no wheel fits
  2.0.0   drifts
  3.0.0   drifts
  3.1.0   passes

1.9.0 passes, and 2.0.0 is the first release that drifts; between the two, 1.10.0 gives no answer.
3.0.0 drifts, and 3.1.0 is the first release that passes.

Next: set \`version: 3.1.0\` on the column openvino, and report both releases to the project.
`);
});

test.each<[string, FoundReleases['tried'], RegExp]>([
  ['all drift', [drift('1.0.0'), drift('2.0.0')], /All that give an answer agree/],
  ['only one answers', [none('1.0.0'), drift('2.0.0')], /No other release gives an answer/],
  ['none answers', [none('1.0.0'), none('2.0.0')], /No release gives an answer/],
])('%s: nothing is advised', (_, tried, said) => {
  const text = releasesText({ ...BASE, tried, changes: [] });
  expect(text).toMatch(said);
  expect(text).not.toContain('Next:');
});

test('a column that passes gets no advice', () => {
  const changes = [{ last: '1.0.0', first: '2.0.0', became: 'pass', unknown: [] }] as const;
  const text = releasesText({ ...BASE, tried: [drift('1.0.0'), pass('2.0.0')], changes });
  expect(text).toContain('1.0.0 drifts, and 2.0.0 is the first release that passes.');
  expect(text).not.toContain('Next:');
});
