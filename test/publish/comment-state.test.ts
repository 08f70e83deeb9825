import { expect, test } from 'vitest';
import { type CommentState, reasonToKeep, stateIn, stateKey } from '../../src/publish/comment-state.js';
import { commentMarkdown } from '../../src/report/markdown.js';
import { resultsOf } from '../report/results-builder.js';

const OWN: CommentState = { commit: 'aaa', run: 10, attempt: 1, verdict: 'pass' };

test('a comment carries its state in a hidden line', () => {
  const body = commentMarkdown(resultsOf({}), { key: 'portability.yml', state: stateKey(OWN) });
  expect(stateIn(body)).toEqual(OWN);
  expect(body.split('\n')[2]).toMatch(/^### /);
  expect(stateIn(commentMarkdown(resultsOf({}), { key: 'k' }))).toBeNull();
  // Only the second line counts: the rest is about the models.
  expect(stateIn(`<!-- k -->\n### x\n<!-- portability-gate: ${stateKey(OWN)} -->`)).toBeNull();
});

test.each<[string, Partial<CommentState> | null, Partial<CommentState>, string | null, boolean]>([
  ['no comment yet', null, {}, 'aaa', false],
  ['a newer commit has no comment yet', null, {}, 'bbb', true],
  ['red over a newer commit', null, { verdict: 'fail' }, 'bbb', true],
  ['the next run', { commit: '999', run: 9 }, {}, 'aaa', false],
  ['a newer run on another commit, head unknown', { commit: 'bbb', run: 11 }, { verdict: 'fail' }, null, true],
  ['green over red of the same attempt', { verdict: 'fail' }, {}, 'aaa', true],
  ['green over a stop of the same attempt', { verdict: 'error' }, {}, null, true],
  ['red over green of the same attempt', { verdict: 'pass' }, { verdict: 'fail' }, 'aaa', false],
  ['green over red in the next attempt', { verdict: 'fail' }, { attempt: 2 }, 'aaa', false],
  ['green of an older run over red of the same commit', { run: 11, verdict: 'fail' }, {}, 'aaa', true],
  ['red of an older run over green of the same commit', { run: 11 }, { verdict: 'fail' }, 'aaa', false],
])('%s', (_, existing, own, head, kept) => {
  const reason = reasonToKeep(existing === null ? null : { ...OWN, ...existing }, { ...OWN, ...own }, head);
  expect(reason !== null).toBe(kept);
});
