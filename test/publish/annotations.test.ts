import { afterEach, expect, test, vi } from 'vitest';
import { entryLines } from '../../src/config/entry-line.js';
import { annotate, annotationsOf } from '../../src/publish/annotations.js';
import type { Results } from '../../src/results/schema.js';
import { sampleCell, sampleResults } from './sample-results.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const NO_SOURCES = { config: null, baseline: null };
const CONFIG = {
  path: 'portability.yml',
  lineOf: entryLines('runtimes:\n  - ort\n  - use: openvino\n    id: ov\nmodels:\n  - id: vad\n    path: vad.onnx\n'),
};
const BASELINE = {
  path: 'portability.lock.json',
  lineOf: entryLines(
    '{\n "version": 1,\n "approvals": [\n  { "model": "a", "runtime": "ort" },\n  { "model": "vad", "runtime": "ov" }\n ]\n}',
  ),
};
const drift = (model: string, runtime: string, reason = 'far off') =>
  sampleCell(model, runtime, { state: 'drift', reason });

test("one for each finding, on the model's file where the config says nothing of it", () => {
  const results = sampleResults([
    sampleCell('vad', 'litert', { state: 'run-failed', reason: 'crashed (SIGSEGV)' }),
    sampleCell('vad', 'openvino', {
      state: 'drift',
      reason: 'ratio 12,700',
      diagnosis: {
        id: 'x',
        finding: 'vad on openvino runs in bfloat16.',
        evidence: 'All is off.',
        fix: 'Set precision: f32.',
      },
    }),
    sampleCell('accepted', 'ort', { state: 'approved' }),
  ]);
  expect(annotationsOf(results, NO_SOURCES, 'packages/audio')).toEqual([
    {
      file: 'packages/audio/models/vad.onnx',
      title: 'Portability: vad on openvino: runs in bfloat16.',
      message: expect.stringMatching(/^runs in bfloat16\.\nAll is off\.\nSet precision: f32\. Or accept it: `npx /),
    },
    {
      file: 'packages/audio/models/vad.onnx',
      title: 'Portability: vad on litert: crashed (SIGSEGV).',
      message: expect.stringContaining('explain'),
    },
  ]);
});

test.each([
  ['the entry of its model', drift('vad', 'ov'), { file: 'sub/portability.yml', line: 6 }],
  ['the entry of its column', drift('other', 'ov'), { file: 'sub/portability.yml', line: 3 }],
  ['the column by its name alone', drift('other', 'ort'), { file: 'sub/portability.yml', line: 2 }],
  [
    'the approval that has ended',
    {
      ...drift('vad', 'ov'),
      approval: { state: 'drift', author: 'Ada', reason: 'r', date: '2026-01-01', ended: 'expired' } as const,
    },
    { file: 'sub/portability.lock.json', line: 5 },
  ],
])('a finding is shown at %s', (_, cell, place) => {
  const [annotation] = annotationsOf(sampleResults([cell]), { config: CONFIG, baseline: BASELINE }, 'sub');
  expect(annotation).toMatchObject(place);
});

test('one for each thing that is wrong with the config, at its line', () => {
  const results: Results = {
    ...sampleResults([], 'error'),
    stopped: {
      where: 'portability.yml:3',
      what: 'unknown key "runtime"\nportability.yml:7: seed must be a number',
      next: 'see docs/configuration.md',
    },
  };
  expect(annotationsOf(results, NO_SOURCES, 'sub')).toEqual([
    {
      file: 'sub/portability.yml',
      line: 3,
      title: 'Portability: the run stopped',
      message: 'unknown key "runtime"\nsee docs/configuration.md',
    },
    { file: 'sub/portability.yml', line: 7, title: 'Portability: the run stopped', message: 'seed must be a number' },
  ]);
});

test('a stop without a place has none', () => {
  const results: Results = { ...sampleResults([], 'error'), stopped: { where: 'input fail-on', what: 'is wrong' } };
  expect(annotationsOf(results, NO_SOURCES, '')).toEqual([
    { title: 'Portability: the run stopped', message: 'input fail-on: is wrong' },
  ]);
});

test.each([
  [10, 10],
  [11, 10],
  [26, 10],
])('%i findings make %i annotations', (findings, expected) => {
  const cells = Array.from({ length: findings }, (_, index) =>
    drift(`m${index}`, 'ort', `off in kernel ${String.fromCharCode(97 + index)}`),
  );
  const annotations = annotationsOf(sampleResults(cells), NO_SOURCES, '');
  expect(annotations).toHaveLength(expected);
  if (findings > 10) expect(annotations.at(-1)?.title).toBe(`Portability: ${findings - 9} more findings`);
});

test.each([10, 60, 95, 110])('with paths of %i characters no command is cut in two', (length) => {
  const [config, baseline, folder] = ['c', 'b', 'f'].map((letter) => letter.repeat(length));
  const results: Results = {
    ...sampleResults([drift('m'.repeat(length), 'ort')]),
    run: { config: config ?? '', baseline: baseline ?? '', folder: folder ?? '' },
  };
  const [annotation] = annotationsOf(results, NO_SOURCES, '');
  const code = annotation?.message.split('`') ?? [];
  expect(code.length % 2).toBe(1);
  for (const command of code.filter((_, index) => index % 2 === 1)) expect(command).toMatch(/m+ ort$/);
});

test('a name cannot end the command or start another', () => {
  let printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
  const results = sampleResults([
    sampleCell('a,title=x::b\n::error::c', 'ort', { state: 'drift', reason: 'one\n::add-mask::two\u001b[31m' }),
  ]);
  annotate(annotationsOf(results, NO_SOURCES, ''));
  const lines = printed.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^::error title=Portability%3A a%2Ctitle=x%3A%3Ab %3A%3Aerror%3A%3Ac on ort%3A one %3A%3Aadd-mask%3A%3Atwo\.,file=models\/a%2Ctitle=x%3A%3Ab%0A%3A%3Aerror%3A%3Ac\.onnx::one ::add-mask::two\.%0A/,
  );
});
