import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { forkWorkflow, jobWorkflow, shardedWorkflow, type WorkflowPlace } from '../../src/init/workflow-text.js';

const place: WorkflowPlace = { branch: 'main', folder: '', runner: 'ubuntu-24.04' };
const odd: WorkflowPlace = { branch: 'release: "1"', folder: 'packages/a: b', runner: 'macos-15' };

test.each([place, odd])('a workflow that can be required: every pull request, the merge queue, no paths', (where) => {
  for (const text of [jobWorkflow(where), shardedWorkflow(where, 4)]) {
    const { on, permissions, jobs } = parse(text);
    expect(on).toEqual({ pull_request: null, merge_group: null, push: { branches: [where.branch] } });
    expect(permissions).toEqual({});
    expect(jobs.portability.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  }
});

test('one job checks out without credentials, and gives the folder to the gate and its cache', () => {
  const [checkout, cache, gate] = parse(jobWorkflow(odd)).jobs.portability.steps;
  expect(checkout).toMatchObject({
    uses: expect.stringMatching(/^actions\/checkout@[0-9a-f]{40}$/),
    with: { 'persist-credentials': false, 'fetch-depth': 2, lfs: true },
  });
  expect(cache).toMatchObject({
    uses: expect.stringMatching(/\/cache@v\d/),
    with: { 'working-directory': odd.folder },
  });
  expect(gate.with).toEqual({ 'working-directory': odd.folder });
  expect(parse(jobWorkflow(odd)).jobs.portability['runs-on']).toBe('macos-15');
  expect(jobWorkflow(place)).not.toContain('working-directory');
});

test('parts are one line, whose workflow has the concurrency group: a second one of that name would be a deadlock', () => {
  const { jobs, concurrency } = parse(shardedWorkflow(place, 4));
  expect(jobs.portability).toMatchObject({
    uses: expect.stringMatching(/\/\.github\/workflows\/portability\.yml@v\d/),
    with: { shards: 4 },
  });
  expect(concurrency).toBeUndefined();
});

test.each([place, odd])('the workflow for forks listens to the name of the other', (where) => {
  const { on, jobs } = parse(forkWorkflow(where));
  expect(on.workflow_run.workflows).toEqual([parse(jobWorkflow(where)).name]);
  expect(on.workflow_run.workflows).toEqual([parse(shardedWorkflow(where, 2)).name]);
  expect(jobs.comment.permissions).toEqual({ actions: 'read', 'pull-requests': 'write' });
  expect(jobs.comment.steps).toHaveLength(1);
});
