import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext, OtherRelease } from '../../src/diagnose/rule.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cell } from '../compare/results.js';

const RUNTIME = {
  ...{ id: 'old', adapter: 'ncnn', title: 'ncnn', version: '1.0.2024', options: {} },
  precision: { declared: 'f32', effective: null },
} as const;
const ASKED: OtherRelease = { asked: '1.0.2024', tested: '1.0.2026' };
const found = (one: ResultCell, otherRelease: OtherRelease | null) => {
  const context: DiagnosisContext = {
    ...{ runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] },
    otherRelease,
  };
  return diagnose(one, context);
};
const failed = (what: string, why: string) =>
  cell({
    state: 'convert-failed',
    fault: { what, why },
    failure: { kind: 'failed', doing: 'loading the model' },
  });

test('what the adapter calls is not there', () => {
  const missing = failed('failed while loading the model: no attribute x', 'error type: AttributeError');
  expect(found(missing, ASKED)).toEqual({
    id: 'other-release',
    finding: 'detector on openvino failed while loading the model: no attribute x',
    evidence:
      'The column asks for ncnn 1.0.2024, and the gate is tested with 1.0.2026: what it calls may be missing or different there. Error type: AttributeError.',
    fix: 'Try a release nearer to 1.0.2026, or leave `version` out; a runtime of your own, a Python file or a program, can run exactly this one.',
  });
});

test.each([
  ['failed while loading the model: output.data is not a function', 'error type: TypeError'],
  ['failed while running case one: 1. Mat()', 'error type: TypeError\n__init__(): incompatible constructor arguments.'],
])('so too: %s', (what, why) => {
  expect(found(failed(what, why), ASKED)?.id).toBe('other-release');
});

test('a program that does not start', () => {
  const unstarted = cell({
    state: 'error',
    fault: { what: 'could not start: OSError: undefined symbol' },
    failure: { kind: 'never-started', doing: 'starting the runtime' },
  });
  expect(found(unstarted, ASKED)?.id).toBe('other-release');
  expect(found(unstarted, null)).toBeUndefined();
});

test.each([
  'could not start: the packages cannot be resolved',
  'could not start: it was not ready after 300 s; limits.start in the config sets how long it may take',
])('nothing is said of the release where the surroundings are at fault: %s', (what) => {
  const failure = { kind: 'never-started', doing: 'starting the runtime' } as const;
  expect(found(cell({ state: 'error', fault: { what }, failure }), ASKED)).toBeUndefined();
});

test('not what the release itself says, and not of the release that is tested', () => {
  const own = failed('failed while loading the model: bad graph', 'error type: ValueError');
  expect(found(own, ASKED)?.id).toBe('conversion-failed');
  const missing = failed('failed while loading the model: no attribute x', 'error type: AttributeError');
  expect(found(missing, null)?.id).toBe('conversion-failed');
});
