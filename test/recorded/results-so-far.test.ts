import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keepSoFar, resultsSoFar } from '../../src/recorded/results-so-far.js';
import { sampleCell, sampleResults } from '../publish/sample-results.js';

const STOPPED = { what: 'interrupted by SIGTERM' };

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'so-far-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the models that were judged stand among those that were not', () => {
  const folder = scratch();
  const waiting = (model: string) => sampleCell(model, 'ort', { state: 'not-run', reason: 'later' });
  keepSoFar(folder, sampleResults(['a', 'b', 'c'].map(waiting)));
  keepSoFar(folder, sampleResults([sampleCell('c', 'ort')]));
  // The process was ended while it wrote this.
  appendFileSync(join(folder, 'so-far.jsonl'), '{"schemaVersion": 2, "cells": [{"mod');
  const found = resultsSoFar(folder, STOPPED);
  expect([found?.verdict, found?.stopped]).toEqual(['error', STOPPED]);
  expect(found?.cells.map(({ model, state }) => [model, state])).toEqual([
    ['a', 'not-run'],
    ['b', 'not-run'],
    ['c', 'pass'],
  ]);
});

test('a run that had not begun has no results', () => {
  expect(resultsSoFar(scratch(), STOPPED)).toBeNull();
});
