import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { leftOutOf, outputsOf } from '../../src/publish/outputs.js';
import { sampleCell, sampleResults } from './sample-results.js';

const PATHS = {
  results: '/t/results.json',
  html: '/t/report.html',
  markdown: '/t/report.md',
  junit: '/t/junit.xml',
  sarif: '/t/report.sarif',
  badge: '/t/badge.json',
};

test('verdict, counts and matrix of a run', () => {
  const results = sampleResults([sampleCell('a', 'ort'), sampleCell('b', 'ort', { state: 'drift' })], 'fail');
  const outputs = outputsOf(results, PATHS);
  expect(outputs).toMatchObject({ verdict: 'fail', results: '/t/results.json', 'report-html': '/t/report.html' });
  expect(JSON.parse(outputs.counts ?? '')).toEqual({
    pass: 1,
    drift: 1,
    approved: 0,
    'convert-failed': 0,
    'run-failed': 0,
    unsupported: 0,
    'not-run': 0,
    error: 0,
    total: 2,
  });
  expect(JSON.parse(outputs.matrix ?? '')).toEqual({ a: { ort: 'pass' }, b: { ort: 'drift' } });
});

test.each([
  ['action.yml', ['delivery', 'delivery-name']],
  ['merge/action.yml', []],
])('%s declares these outputs', (file, more) => {
  const { outputs } = parse(readFileSync(file, 'utf8')) as { outputs: Record<string, unknown> };
  expect(Object.keys(outputs)).toEqual([...Object.keys(outputsOf(sampleResults([]), PATHS)), ...more]);
});

test('without report files the paths are left out', () => {
  expect(Object.keys(outputsOf(sampleResults([]), null))).toEqual(['verdict', 'counts', 'matrix']);
});

test.each([
  [0, true],
  [200_000 - 1, true],
  [200_000, true],
  [200_000 + 1, false],
  [2_000_000, false],
])('a matrix of %i characters is an output: %s; one that is not is said', (characters, fits) => {
  // `{"…":{"ort":"pass"}}` around the name.
  const cells = characters === 0 ? [] : [sampleCell('m'.repeat(characters - 19), 'ort')];
  const results = sampleResults(cells);
  const outputs = outputsOf(results, PATHS);
  expect(outputs.matrix?.length).toBe(fits ? Math.max(2, characters) : 2);
  expect(leftOutOf(results, outputs) === null).toBe(fits);
});

test('all outputs together are far below what GitHub takes of a job', () => {
  const cells = Array.from({ length: 4000 }, (_, index) => sampleCell(`model-with-a-long-name-${index}`, 'ort'));
  const outputs = outputsOf(sampleResults(cells), PATHS);
  expect(outputs.matrix).not.toBe('{}');
  // UTF-16, of 1 MiB.
  expect(2 * Object.values(outputs).join('').length).toBeLessThan(2 ** 19);
});
