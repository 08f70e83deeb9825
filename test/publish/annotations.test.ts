import { afterEach, expect, test, vi } from 'vitest';
import { annotate, annotationsOf } from '../../src/publish/annotations.js';
import { sampleCell, sampleResults } from './sample-results.js';

afterEach(() => {
  vi.restoreAllMocks();
});

test('one for each failing model, on its file, with all its failing runtimes', () => {
  const results = sampleResults([
    sampleCell('fine', 'ort'),
    sampleCell('vad', 'litert', { state: 'run-failed', reason: 'crashed (SIGSEGV)' }),
    sampleCell('vad', 'openvino', {
      state: 'drift',
      reason: 'ratio 12,700',
      diagnosis: { id: 'x', finding: 'Runs in bfloat16.', evidence: '', fix: 'Set precision: f32.' },
    }),
    sampleCell('accepted', 'ort', { state: 'approved' }),
  ]);
  expect(annotationsOf(results, 'packages/audio')).toEqual([
    {
      file: 'packages/audio/models/vad.onnx',
      title: 'Portability: vad fails on litert, openvino',
      message:
        'litert: run-failed: crashed (SIGSEGV)\nopenvino: drift: ratio 12,700: Runs in bfloat16. Set precision: f32.',
    },
  ]);
});

test('a reason that the finding quotes is said once', () => {
  const reason = 'crashed (SIGSEGV) while loading the model';
  const finding = `vad on litert ${reason}.`;
  const diagnosis = { id: 'crashed', finding, evidence: '', fix: 'Try another release.' };
  const results = sampleResults([sampleCell('vad', 'litert', { state: 'run-failed', reason, diagnosis })]);
  expect(annotationsOf(results, '')[0]?.message).toBe(`litert: run-failed: ${finding} Try another release.`);
});

test.each([
  [10, 10],
  [11, 10],
  [100, 10],
])('%i failing models make %i annotations', (models, expected) => {
  const cells = Array.from({ length: models }, (_, index) => sampleCell(`m${index}`, 'ort', { state: 'drift' }));
  const annotations = annotationsOf(sampleResults(cells), '');
  expect(annotations).toHaveLength(expected);
  if (models > 10) expect(annotations.at(-1)?.title).toBe(`Portability: ${models - 9} more models fail`);
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
  annotate(annotationsOf(results, ''));
  expect(printed.trimEnd().split('\n')).toEqual([
    '::error title=Portability%3A a%2Ctitle=x%3A%3Ab %3A%3Aerror%3A%3Ac fails on ort,file=models/a%2Ctitle=x%3A%3Ab%0A%3A%3Aerror%3A%3Ac.onnx::ort: drift: one ::add-mask::two',
  ]);
});
