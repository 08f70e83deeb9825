import { expect, test } from 'vitest';
import { committed } from '../../src/convert/loadable.js';
import { knownReferences } from '../../src/locate/known-references.js';
import { referenceColumn } from '../../src/plan/column.js';
import { failedRun, type RunFailure } from '../../src/run/run-request.js';
import { valueGraph } from '../../src/search/value-graph.js';
import { runtime } from '../plan/facts.js';
import { graphOf } from '../search/fake-runtime.js';
import { CRASHED, caseOf, planOf } from '../trial/trial-of-values.js';

const LACKING: RunFailure = {
  failure: { kind: 'unsupported', type: 'Error', message: 'it lacks Foo' },
  doing: 'loading the model',
};

test('columns on which one model drifts share what its reference computes; another case is another one', async () => {
  const graph = graphOf(['y = Relu(x)'], ['y']);
  const asked = { times: 0 };
  const pool = {
    async run() {
      asked.times += 1;
      return failedRun(LACKING);
    },
  };
  const references = knownReferences({ pool, noise: { seconds: 1 }, folder: 'unused' });
  const [form] = planOf(['own']).model.forms;
  const about = {
    model: 'net',
    right: committed(form),
    reference: referenceColumn(runtime('home')),
    column: referenceColumn(runtime('other')),
  };
  const subject = { model: { graph }, graph: valueGraph(graph), case: 'one', inputs: caseOf('one').inputs };
  const first = await references.of({ ...about, case: caseOf('one') }, subject);
  expect(await references.of({ ...about, case: caseOf('one') }, subject)).toBe(first);
  expect(first).toEqual({ unseen: 'the reference it lacks Foo' });
  expect(asked.times).toBe(1);
  await references.of({ ...about, case: caseOf('two') }, { ...subject, case: 'two' });
  expect(asked.times).toBe(2);
});

test('a column that computes convolutions by Winograd has noise floors of its own, where there are any', async () => {
  const asked = { times: 0 };
  const pool = {
    async run() {
      asked.times += 1;
      return failedRun(LACKING);
    },
  };
  const references = knownReferences({ pool, noise: { seconds: 1 }, folder: 'unused' });
  const [form] = planOf(['own']).model.forms;
  const about = {
    model: 'net',
    right: committed(form),
    reference: referenceColumn(runtime('home')),
    case: caseOf('one'),
  };
  const plain = referenceColumn(runtime('plain'));
  const winograd = referenceColumn(runtime('winograd', { winograd: true }));
  const convolved = {
    ...graphOf(['y = Conv(x, w)'], ['y']),
    initializer: [{ name: 'w', dims: [4, 4, 3, 3], dataType: 1 }],
  };
  for (const [graph, times] of [
    [graphOf(['y = Relu(x)'], ['y']), 1],
    [convolved, 2],
  ] as const) {
    asked.times = 0;
    const key = committed({ ...form, sha256: `${times}` });
    const subject = { model: { graph }, graph: valueGraph(graph), case: 'one', inputs: caseOf('one').inputs };
    await references.of({ ...about, right: key, column: plain }, subject);
    await references.of({ ...about, right: key, column: winograd }, subject);
    expect(asked.times).toBe(times);
  }
});

test('a reference that did not start, or ended on its way, is asked again by the next search', async () => {
  const graph = graphOf(['y = Relu(x)'], ['y']);
  const asked = { times: 0 };
  const pool = {
    async run() {
      asked.times += 1;
      return failedRun(CRASHED);
    },
  };
  const references = knownReferences({ pool, noise: { seconds: 1 }, folder: 'unused' });
  const [form] = planOf(['own']).model.forms;
  const about = {
    ...{ model: 'net', right: committed(form), case: caseOf('one') },
    ...{ reference: referenceColumn(runtime('home')), column: referenceColumn(runtime('other')) },
  };
  const subject = { model: { graph }, graph: valueGraph(graph), case: 'one', inputs: caseOf('one').inputs };
  const unseen = 'the reference crashed (SIGSEGV) while running case one';
  expect(await references.of(about, subject)).toEqual({ unseen, passing: true });
  await references.of(about, subject);
  expect(asked.times).toBe(2);
});
