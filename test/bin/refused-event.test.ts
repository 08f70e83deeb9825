import { expect, test } from 'vitest';
import { refusedEvent } from '../../src/bin/refused-event.js';

test.each(['pull_request', 'merge_group', 'push', 'schedule', 'workflow_dispatch', ''])(
  'the gate runs for "%s"',
  (name) => {
    expect(refusedEvent(name)).toBeNull();
  },
);

test('a workflow with the secrets of the base branch is refused, with another way', () => {
  expect(refusedEvent('pull_request_target')?.message).toMatch(
    /secrets[\s\S]*next: use `pull_request`[\s\S]*forks\.md/,
  );
});
