import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DOCUMENTATION } from '../../src/published.js';
import { type SarifPlace, sarifJson } from '../../src/report/sarif.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { hostileResults } from './hostile.js';
import { cellOf, diagnosis, modelOf, resultsOf, runtimeOf } from './results-builder.js';

const text = z.strictObject({ text: z.string().min(1) });
const tags = z.array(z.string()).max(10);

/** The parts of SARIF 2.1.0 that are written, with what the standard and GitHub require of them. */
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string(),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
          informationUri: z.url(),
          rules: z.array(
            z.strictObject({
              id: z.string().regex(/^[a-z0-9-]+$/),
              shortDescription: text,
              fullDescription: text,
              help: text,
              helpUri: z.url(),
              defaultConfiguration: z.strictObject({ level: z.literal('error') }),
              properties: z.strictObject({ tags }),
            }),
          ),
        }),
      }),
      columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
      results: z
        .array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level: z.literal('error'),
            message: text,
            locations: z.tuple([
              z.strictObject({
                physicalLocation: z.strictObject({
                  artifactLocation: z.strictObject({
                    uri: z.string().refine((uri) => new URL(uri, 'file:///root/').href.startsWith('file:///root/')),
                    uriBaseId: z.literal('%SRCROOT%'),
                  }),
                  region: z.strictObject({ startLine: z.int().min(1) }),
                }),
              }),
            ]),
            partialFingerprints: z.record(z.string(), z.string()),
            properties: z.strictObject({ tags, models: z.array(z.string()), runtimes: z.array(z.string()) }),
          }),
        )
        .max(25_000),
      properties: z.strictObject({ resultsLeftOut: z.int().min(1) }).optional(),
    }),
  ]),
});

const place: SarifPlace = { file: 'models/m.onnx', line: 3 };
const runOf = (results: Results, at: SarifPlace | null = place) =>
  sarif.parse(JSON.parse(sarifJson(viewOf(results).findings, () => at, 'portability.yml'))).runs[0];

test.each<[string, Results]>([
  ['every state', everyState()],
  ['five by five', fiveByFive()],
  ['hostile names', hostileResults()],
  ['no cell', resultsOf({ verdict: 'error' })],
])('%s: fits the standard, and every result has its rule', (_, results) => {
  const { tool, results: found } = runOf(results);
  const { rules } = tool.driver;
  expect(found.length).toBeGreaterThan(0);
  for (const { ruleId, ruleIndex } of found) expect(rules[ruleIndex]?.id).toBe(ruleId);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  expect(new Set(found.map(({ ruleId }) => ruleId))).toEqual(new Set(rules.map(({ id }) => id)));
  for (const { helpUri } of rules) expect(existsSync(helpUri.replace(DOCUMENTATION, 'docs'))).toBe(true);
  expect(runOf(structuredClone(results))).toEqual(runOf(results));
});

const coarse = diagnosis('runs-in-bfloat16', 'm on b runs in bfloat16', 'two digits', 'declare it');
const drift = (model: string, runtime = 'b', more: Partial<ResultCell> = {}) =>
  cellOf(model, runtime, { state: 'drift', outputs: [], ...more });
const ofCells = (...cells: readonly ResultCell[]) =>
  resultsOf({
    verdict: 'fail',
    models: [...new Set(cells.map(({ model }) => model))].map((id) => modelOf(id)),
    runtimes: [runtimeOf('b', 'B', '1')],
    cells: [...cells],
  });

test('the rule is the cause, or what happened where none was found', () => {
  const { results } = runOf(ofCells(drift('m', 'b', { diagnosis: coarse }), drift('n')));
  expect(results.map(({ ruleId }) => ruleId).sort()).toEqual(['drift', 'runs-in-bfloat16']);
  const [stopped] = runOf(resultsOf({ verdict: 'error', stopped: { what: 'not valid YAML' } }), null).results;
  expect(stopped?.ruleId).toBe('stopped');
  expect(stopped?.locations[0].physicalLocation.artifactLocation.uri).toBe('portability.yml');
});

test('models that fail alike have a result each; its fingerprint does not depend on numbers', () => {
  const same = { diagnosis: diagnosis('fails', 'it fails', '', 'mend it') };
  const { results } = runOf(ofCells(drift('m', 'b', same), drift('n', 'b', same)));
  expect(results.map(({ properties }) => properties.models)).toEqual([['m'], ['n']]);
  const print = (cell: ResultCell) => runOf(ofCells(cell)).results[0]?.partialFingerprints;
  expect(print(drift('m', 'b', { reason: '900×' }))).toEqual(print(drift('m', 'b', { reason: '901×' })));
  expect(print(drift('m'))).not.toEqual(print(drift('n')));
});

test.each(['a b/ü.onnx', 'c:/d.onnx', '#?%.onnx', '../x', '\ud800.onnx', 'javascript:x'])(
  'the path %j is a relative reference',
  (file) => {
    const [result] = runOf(ofCells(drift('m')), { file: file.replace('../', '') }).results;
    const uri = result?.locations[0].physicalLocation.artifactLocation.uri ?? '';
    expect(uri).toMatch(/^[\w.~!*'()%/-]+$/);
  },
);

test('a message is no link, one line, and visible', () => {
  const [result] = runOf(ofCells(drift('[m](https://example.org)\u202e\n'))).results;
  expect(result?.message.text).not.toMatch(/\]\(|\n|\u202e/);
});

test('more findings than are taken are counted', () => {
  const [finding] = viewOf(ofCells(drift('m'))).findings;
  if (finding === undefined) throw new Error('a drift is a finding');
  const run = (count: number) => {
    const models = Array.from({ length: count }, (_, index) => `m${index}`);
    return JSON.parse(sarifJson([{ ...finding, models }], () => place, 'a', 50)).runs[0];
  };
  expect(run(50).properties).toBeUndefined();
  const most = run(51);
  expect(most.results).toHaveLength(50);
  expect(most.properties).toEqual({ resultsLeftOut: 1 });
});
