import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silent } from '../../src/host/log.js';
import { commandsFor } from '../../src/report/sections/commands.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell, Results, ShardPart, WholeMatrix } from '../../src/results/schema.js';
import { chosenDeliveries } from '../../src/shards/chosen-deliveries.js';
import { deliverOutputs } from '../../src/shards/delivered-outputs.js';
import { joinDeliveries } from '../../src/shards/join-deliveries.js';
import { readDeliveries } from '../../src/shards/read-deliveries.js';
import { modelOf, passing, resultsOf, runtimeOf } from '../report/results-builder.js';
import { caseOf, floats, ranOf, trialOf } from '../trial/trial-of-values.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deliveries-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const X64 = 'linux-x64';
const ARM = 'linux-arm64';

function wholeOf(shards: readonly Pick<ShardPart, 'platform' | 'index' | 'of' | 'models'>[]): WholeMatrix {
  return {
    digest: 'one run',
    shards: shards.map((shard) => ({ ...shard, models: [...shard.models], runtimes: ['ort'], seconds: 1 })),
    models: [...new Set(shards.flatMap(({ models }) => models))].map((id) => {
      const { forms, signature } = modelOf(id);
      return { id, forms, signature };
    }),
    runtimes: [runtimeOf('ort', 'ORT', '1.0')],
    failOn: 'drift',
    comment: 'on-change',
    run: { config: null, baseline: 'portability.lock.json' },
  };
}

interface Part {
  readonly attempt?: number;
  readonly cells?: (model: string) => ResultCell;
  readonly whole?: WholeMatrix;
}

/** Leaves what a job would leave; returns the folder. */
async function delivered(
  whole: WholeMatrix,
  index: number,
  { attempt = 1, cells, whole: its }: Part = {},
): Promise<string> {
  const shard = whole.shards[index];
  if (shard === undefined) throw new Error('no such part');
  const folder = await mkdtemp(join(root, 'part-'));
  const [os = '', arch = ''] = shard.platform.split('-');
  const results: Results = {
    ...resultsOf({
      models: shard.models.map((id) => modelOf(id)),
      runtimes: [runtimeOf('ort', 'ORT', '1.0')],
      cells: shard.models.map((model) => cells?.(model) ?? passing(model, 'ort', 0.5)),
    }),
    part: { shard, attempt, whole: its ?? whole },
  };
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify({ ...results, platform: { ...results.platform, os, arch } });
  await writeFile(join(folder, 'results.json'), text);
  return folder;
}

const merged = async (...folders: string[]): Promise<Results> =>
  joinDeliveries(chosenDeliveries(await readDeliveries(root, folders, silent)));

const states = ({ cells }: Results) => cells.map(({ model, runtime, state }) => `${model} ${runtime}: ${state}`);

const TWO = wholeOf([
  { platform: X64, index: 1, of: 2, models: ['a', 'b'] },
  { platform: X64, index: 2, of: 2, models: ['c'] },
]);

test('the parts of one platform become one document, in the order of the plan', async () => {
  const results = await merged(await delivered(TWO, 1), await delivered(TWO, 0));
  expect(results.verdict).toBe('pass');
  expect(states(results)).toEqual(['a ort: pass', 'b ort: pass', 'c ort: pass']);
  expect(results.part).toBeUndefined();
});

test('the cells of a part that was not delivered are errors', async () => {
  const results = await merged(await delivered(TWO, 0), await mkdtemp(join(root, 'killed-')), join(root, 'nowhere'));
  expect(results.verdict).toBe('error');
  expect(states(results)).toEqual(['a ort: pass', 'b ort: pass', 'c ort: error']);
  expect(results.cells[2]?.reason).toBe('part 2/2 on linux-x64 delivered no result');
});

test.each<[string, (text: string) => string, RegExp]>([
  ['half a file', (text) => text.slice(0, text.length / 2), /is not whole JSON/],
  ['an empty file', () => '', /is not whole JSON/],
  ['a document of another release', (text) => text.replace('"schemaVersion":2', '"schemaVersion":1'), /one release/],
])('%s is a part that was not delivered', async (_, change, warning) => {
  const broken = await delivered(TWO, 1);
  const file = join(broken, 'results.json');
  await writeFile(file, change(await readFile(file, 'utf8')));
  const warnings: string[] = [];
  const log = { ...silent, warn: (text: string) => warnings.push(text) };
  const results = await joinDeliveries(
    chosenDeliveries(await readDeliveries(root, [await delivered(TWO, 0), broken], log)),
  );
  expect(states(results)).toEqual(['a ort: pass', 'b ort: pass', 'c ort: error']);
  expect(warnings).toEqual([expect.stringMatching(warning)]);
  // An attempt that can be read counts, whichever it is; with none there is nothing to join.
  expect((await merged(await delivered(TWO, 0), broken, await delivered(TWO, 1, { attempt: 2 }))).verdict).toBe('pass');
  await expect(merged(broken)).rejects.toThrow(/no part of a matrix has delivered/);
});

test('a later attempt replaces an earlier one, whatever the order', async () => {
  const red = (model: string): ResultCell => ({ ...passing(model, 'ort', 900), state: 'drift', reason: 'y' });
  const [first, second] = [await delivered(TWO, 1, { cells: red }), await delivered(TWO, 1, { attempt: 2 })];
  const other = await delivered(TWO, 0);
  expect((await merged(first, other, second)).verdict).toBe('pass');
  expect((await merged(second, first, other)).verdict).toBe('pass');
});

test('what is double, foreign, or not what was planned is refused', async () => {
  const one = await delivered(TWO, 0);
  await expect(merged(one, await delivered(TWO, 0))).rejects.toThrow(/is there twice/);
  const foreign = await delivered(TWO, 1, { whole: { ...TWO, digest: 'another run' } });
  await expect(merged(one, foreign)).rejects.toThrow(/belongs to another run/);
  const others = await delivered(TWO, 1, { cells: () => passing('x', 'ort', 1) });
  await expect(merged(one, others)).rejects.toThrow(/other cells than were planned/);
  await expect(merged(join(root, 'nowhere'))).rejects.toThrow(/no part of a matrix has delivered/);
});

const BOTH = wholeOf([
  { platform: X64, index: 1, of: 1, models: ['net'] },
  { platform: ARM, index: 1, of: 1, models: ['net'] },
]);

/** A part whose only cell computed these numbers. */
async function computed(index: number, ...numbers: number[]): Promise<string> {
  const folder = await delivered(BOTH, index);
  const trial = trialOf(
    [caseOf('one')],
    null,
    { ort: ranOf({ one: { y: floats(...numbers) } }) },
    {
      noise: { one: { y: { sigma: 1e-6, peak: 1e-6, unit: 2 ** -24 } } },
    },
  );
  const judged = {
    plan: trial.plan,
    goldens: 'synthetic',
    reference: { missing: { what: '' } },
    noise: null,
    consensus: [],
    cells: trial.plan.cells.map(({ column }) => ({
      cell: passing('net', 'ort', 1),
      column,
      evidence: [],
      version: '1',
      effectivePrecision: null,
    })),
  } as const;
  await deliverOutputs(trial, judged, folder);
  return folder;
}

test('a cell that computes the same on two platforms passes on both', async () => {
  const results = await merged(await computed(0, 1, 2), await computed(1, 1, 2));
  expect(states(results)).toEqual(['net ort (linux-x64): pass', 'net ort (linux-arm64): pass']);
  expect(results.platforms?.map(({ arch }) => arch)).toEqual(['x64', 'arm64']);
});

test('a cell that passes on both but computes other numbers drifts across platforms', async () => {
  const results = await merged(await computed(0, 1, 2), await computed(1, 1, 2.1));
  expect(results.verdict).toBe('fail');
  expect(states(results)).toEqual(['net ort (linux-x64): pass', 'net ort (linux-arm64): drift']);
  expect(results.cells[1]?.diagnosis?.id).toBe('drift-across-platforms');
  // On its own machine it passes: to accept it there is nothing, and a tolerance is for the column as it is configured.
  const [finding] = viewOf(results).findings;
  expect(finding?.fix).toMatch(/^Commit expected outputs, .*; if both are meant, set a tolerance for the column\.$/);
  expect(commandsFor(viewOf(results)).join()).not.toContain('approve');
});

test('outputs that are not there to be compared are an error', async () => {
  const results = await merged(await computed(0, 1, 2), await delivered(BOTH, 1));
  expect(states(results)).toEqual(['net ort (linux-x64): pass', 'net ort (linux-arm64): error']);
});

test('a cell that drifts on one platform only says so', async () => {
  const red = (model: string): ResultCell => ({ ...passing(model, 'ort', 900), state: 'drift', reason: 'y' });
  const results = await merged(await computed(0, 1, 2), await delivered(BOTH, 1, { cells: red }));
  expect(results.cells[1]?.diagnosis?.finding).toBe(
    'Drift across platforms: it passes on linux-x64 and drifts on linux-arm64',
  );
  // With the column as the configuration names it, and on the machine where it drifts.
  expect(viewOf(results).findings[0]?.fix).toMatch(
    /Or accept it, on linux-arm64: `.* approve --reason "…" net ort`\.$/,
  );
});

test('of a model that nobody has delivered nothing is told but its files', async () => {
  const { models } = await merged(await delivered(TWO, 0));
  expect(models.map(({ id, goldens }) => [id, goldens])).toEqual([
    ['a', modelOf('a').goldens],
    ['b', modelOf('b').goldens],
    ['c', 'none'],
  ]);
});

test('where no part was delivered, the reason that a job has left is told', async () => {
  const stop = { source: 'portability.yml', part: null, attempt: 1, stopped: { what: 'unknown key "runtime"' } };
  await expect(readDeliveries(root, ['nowhere'], silent, [stop])).rejects.toThrow('unknown key "runtime"');
  await expect(readDeliveries(root, ['nowhere'], silent)).rejects.toThrow('no part of a matrix has delivered');
});
