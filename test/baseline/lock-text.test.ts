import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Baseline } from '../../src/baseline/lock-schema.js';
import { lockText } from '../../src/baseline/lock-text.js';
import { parseLock } from '../../src/baseline/parse-lock.js';
import { approvalOf, baselineOf, DIGEST, knownCellOf } from './lock.js';

const full: Baseline = baselineOf({
  approvals: [approvalOf(), approvalOf({ model: 'vad', state: 'run-failed', measured: [] })],
  models: [
    { id: 'vad', sha256: DIGEST, noise: [] },
    {
      id: 'detector',
      sha256: DIGEST,
      noise: [
        { case: 'street', output: 'y', sigma: 2.1e-5, unit: 5.96e-8 },
        { case: 'night', output: 'y', sigma: 'NaN', unit: 5.96e-8 },
      ],
    },
  ],
  cells: [knownCellOf({ runtime: 'litert', version: null }), knownCellOf()],
});

test('the file as people read it', async () => {
  await expect(lockText(full)).toMatchFileSnapshot('golden/portability.lock.json.txt');
  expect(lockText(baselineOf())).toBe('{\n  "version": 1,\n  "approvals": [],\n  "models": [],\n  "cells": []\n}\n');
});

test('a round trip changes nothing', () => {
  const text = lockText(full);
  expect(lockText(parseLock(text, 'lock'))).toBe(text);
});

test('equal baselines are equal bytes, whatever the order they were made in', () => {
  const shuffled = fc.record({
    approvals: fc.shuffledSubarray(full.approvals, { minLength: 2 }),
    models: fc.shuffledSubarray(full.models, { minLength: 2 }),
    cells: fc.shuffledSubarray(full.cells, { minLength: 2 }),
  });
  fc.assert(
    fc.property(shuffled, ({ approvals, models, cells }) => {
      const reversed = JSON.parse(JSON.stringify({ cells, models, approvals, version: 1 })) as Baseline;
      expect(lockText(reversed)).toBe(lockText(full));
    }),
  );
});

test('hostile names survive the round trip', () => {
  const names = ['__proto__', 'a"b', 'a\nb', '\u2028', '<<<<<<< x', 'constructor', '\ud800', ''];
  const baseline = baselineOf({
    cells: names.map((model) => knownCellOf({ model })),
    models: names.map((id) => ({ id, sha256: DIGEST, noise: [] })),
  });
  expect(parseLock(lockText(baseline), 'lock').cells.map(({ model }) => model)).toEqual(names.toSorted());
});

test.each<[string, Baseline, Baseline]>([
  [
    'approvals of two branches',
    baselineOf({ ...full, approvals: [approvalOf({ model: 'classifier' }), ...full.approvals] }),
    baselineOf({ ...full, approvals: [...full.approvals, approvalOf({ model: 'zipper' })] }),
  ],
  [
    'one before and one between',
    baselineOf({ ...full, approvals: [approvalOf({ model: 'classifier' }), ...full.approvals] }),
    baselineOf({ ...full, approvals: [...full.approvals, approvalOf({ runtime: 'tflite' })] }),
  ],
  [
    'another model on each, with its cells',
    baselineOf({
      ...full,
      models: [...full.models, { id: 'a', sha256: DIGEST, noise: [] }],
      cells: [...full.cells, knownCellOf({ model: 'a' })],
    }),
    baselineOf({
      ...full,
      models: [...full.models, { id: 'z', sha256: DIGEST, noise: [] }],
      cells: [...full.cells, knownCellOf({ model: 'z' })],
    }),
  ],
  [
    'other results of neighbouring cells',
    baselineOf({ ...full, cells: [knownCellOf({ runtime: 'litert', version: '2.1.5' }), knownCellOf()] }),
    baselineOf({
      ...full,
      cells: [knownCellOf({ runtime: 'litert', version: null }), knownCellOf({ version: '2026.4.0' })],
    }),
  ],
])('git merges %s', async (_, ours, theirs) => {
  const folder = await mkdtemp(join(tmpdir(), 'merge-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const write = (name: string, baseline: Baseline) => writeFile(join(folder, name), lockText(baseline));
  await Promise.all([write('ours', ours), write('base', full), write('theirs', theirs)]);
  await promisify(execFile)('git', ['merge-file', 'ours', 'base', 'theirs'], { cwd: folder });
  const merged = parseLock(await readFile(join(folder, 'ours'), 'utf8'), 'merged');
  const both = (list: 'approvals' | 'models' | 'cells') =>
    new Set([...ours[list], ...theirs[list]].map((entry) => JSON.stringify(entry)));
  for (const list of ['approvals', 'models'] as const) expect(merged[list]).toHaveLength(both(list).size);
  expect(new Set(merged.cells.map(({ model, runtime }) => `${model} ${runtime}`)).size).toBe(merged.cells.length);
  expect(lockText(merged)).not.toBe(lockText(ours));
  expect(lockText(merged)).not.toBe(lockText(theirs));
});
