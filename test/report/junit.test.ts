import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { junitXml } from '../../src/report/junit.js';
import type { Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { hostileResults } from './hostile.js';
import { cellOf, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Read by a parser that accepts nothing that is not well-formed. */
function parsed(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += text;
  });
  parser.write(xml).close();
  const [first] = root.children;
  if (first === undefined) throw new Error('no element');
  return first;
}

const suitesOf = (results: Results) => parsed(junitXml(results)).children;
const outcomes = (suite: Element | undefined) =>
  suite?.children.map(({ attributes, children }) => [attributes.name, children[0]?.name ?? 'passed']);

/** What readers of JUnit XML rely on: element names, required attributes, counts that add up. */
function expectStructure(results: Results): void {
  const root = parsed(junitXml(results));
  expect(root.name).toBe('testsuites');
  const totals = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const { name, attributes, children } of root.children) {
    expect(name).toBe('testsuite');
    const count = (child: string) => children.filter((one) => one.children[0]?.name === child).length;
    const counts = {
      tests: children.length,
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
    };
    expect(attributes).toMatchObject(Object.fromEntries(Object.entries(counts).map(([key, n]) => [key, String(n)])));
    expect(attributes.time).toMatch(/^\d+\.\d{3}$/);
    for (const one of children) {
      expect(one.name).toBe('testcase');
      expect(Object.keys(one.attributes)).toEqual(['classname', 'name']);
      expect(one.children.length).toBeLessThanOrEqual(1);
    }
    for (const key of Object.keys(counts) as (keyof typeof counts)[]) totals[key] += counts[key];
  }
  // Jenkins' schema (junit-10.xsd) has no `skipped` here.
  const { skipped, ...known } = totals;
  const counts = Object.entries(known).map(([key, n]) => [key, String(n)]);
  expect(root.attributes).toEqual({ name: 'portability', ...Object.fromEntries(counts) });
  if (results.verdict !== 'pass') expect(totals.failures + totals.errors).toBeGreaterThan(0);
}

test.each<[string, Results]>([
  ['every state', everyState()],
  ['five by five', fiveByFive()],
  ['hostile names', hostileResults()],
  ['no cell', resultsOf({ verdict: 'error' })],
])('%s: well-formed, counted, and red if the verdict is', (_, results) => {
  expectStructure(results);
  expect(junitXml(results)).toBe(junitXml(structuredClone(results)));
});

const models = [modelOf('m')];
const runtimes = [runtimeOf('a', 'A', '1'), runtimeOf('b', 'B', '1')];

test('a golden case is a test case, and only the one that differs fails', () => {
  const drift = cellOf('m', 'b', {
    state: 'drift',
    outputs: [outputOf('m', 1), outputOf('m', 900, { case: 'night', reason: 'RMSE 900× the noise' })],
  });
  const [suite] = suitesOf(resultsOf({ verdict: 'fail', models, runtimes, cells: [passing('m', 'a', 1), drift] }));
  expect(outcomes(suite)).toEqual([
    ['a / street', 'passed'],
    ['b / street', 'passed'],
    ['b / night', 'failure'],
  ]);
  expect(suite?.children[2]?.children[0]?.text).toContain('output0: RMSE 900× the noise');
});

test.each([1, 5, 6, 500])('of %i outputs that differ some are named, and the fix is there', (count) => {
  const outputs = Array.from({ length: count }, (_, index) =>
    outputOf('m', 900, { name: `out${index}`, reason: `RMSE 900× the noise ${'x'.repeat(200)}` }),
  );
  const [suite] = suitesOf(
    resultsOf({ verdict: 'fail', models, runtimes, cells: [cellOf('m', 'b', { state: 'drift', outputs })] }),
  );
  const text = suite?.children[0]?.children[0]?.text ?? '';
  expect(text.match(/out\d+: /g)).toHaveLength(Math.min(count, 5));
  expect(text.includes(`and ${count - 5} more output`)).toBe(count > 5);
  expect(text).toMatch(/`npx .* approve [^`]*`/);
});

test('a failure that is none of a case is that of the cell', () => {
  const odd = cellOf('m', 'a', { state: 'drift', reason: 'rows depend on their batch', outputs: [outputOf('m', 1)] });
  const crashed = cellOf('m', 'b', { state: 'run-failed', reason: 'crashed', outputs: [] });
  const [suite] = suitesOf(resultsOf({ verdict: 'fail', models, runtimes, cells: [odd, crashed] }));
  expect(outcomes(suite)).toEqual([
    ['a', 'failure'],
    ['a / street', 'passed'],
    ['b', 'failure'],
  ]);
});

test('what was not compared is skipped, an error of the gate is an error, a recorded pass passes', () => {
  const cells = [
    cellOf('m', 'a', { state: 'unsupported', reason: 'no operator Foo', outputs: [] }),
    cellOf('m', 'b', { state: 'error', reason: 'no disk', outputs: [] }),
    {
      ...passing('m', 'c', 1),
      state: 'not-run',
      recorded: 'cache',
      lastKnown: { state: 'pass', noiseRatio: 1 },
    } as const,
  ];
  const columns = [...runtimes, runtimeOf('c', 'C', '1')];
  const [suite] = suitesOf(resultsOf({ verdict: 'error', models, runtimes: columns, cells }));
  expect(suite?.children.map(({ children }) => children[0]?.name)).toEqual(['skipped', 'error', 'system-out']);
});

test('what stopped the run, and models of which nothing was compared, are failures of the run as a whole', () => {
  const cells = [cellOf('m', 'a', { state: 'unsupported', reason: 'no', outputs: [] })];
  const [, whole] = suitesOf(resultsOf({ verdict: 'fail', models, runtimes: [runtimeOf('a', 'A', '1')], cells }));
  expect(whole?.attributes.name).toBe('portability');
  expect(whole?.children[0]?.children[0]?.name).toBe('failure');
  const stopped = resultsOf({ verdict: 'error', stopped: { what: 'not valid YAML', where: 'portability.yml:3' } });
  expect(outcomes(suitesOf(stopped)[0])).toEqual([['run', 'error']]);
});

/** Of any code points, lone surrogates among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xff }), fc.integer({ min: 0, max: 0x10ffff })), { maxLength: 40 })
  .map((points) => String.fromCodePoint(...points));

test('any text is text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const cell = cellOf(text, text, { state: 'run-failed', reason: text, outputs: [] });
      expectStructure(
        resultsOf({ verdict: 'fail', models: [modelOf(text)], runtimes: [runtimeOf(text, text, '1')], cells: [cell] }),
      );
    }),
    { numRuns: 200 },
  );
});
