import { expect, test } from 'vitest';
import { casesSection } from '../../../scripts/onnx-node-cases/document.js';
import { differing, opinion, silent } from './case-results.js';

const refused = (name: string, reason: string, by = 'ours') => ({ state: 'not run', name, by, reason }) as const;

test('counts, mismatches with the opinions of others, and reasons in groups', () => {
  const text = casesSection({
    results: [
      { state: 'passed', name: 'test_abs' },
      { ...differing, opinions: [opinion('openvino', true, false), silent('tract')] },
      refused('test_a', 'no kernel for the operator Foo'),
      refused('test_b', 'no kernel for the operator Bar'),
      refused('test_c', 'no kernel for the operator Foo'),
      refused('test_d', 'ONNX Runtime (Node.js) takes no float8_e4m3fn'),
      refused('test_e', 'something | else', 'the gate'),
    ],
    versions: [
      ['Ours', '1.0'],
      ['OpenVINO', '2.0'],
    ],
    subject: 'ours',
  });
  expect(text).toBe(
    [
      '7 cases, with Ours 1.0, OpenVINO 2.0: **1 passed, 1 failed, 5 could not be run** on ours.',
      '### Mismatches',
      [
        '| case | difference from its golden | openvino | tract | who is right, as far as known |',
        '| --- | --- | --- | --- | --- |',
        '| `add` | y (float32): 1 of 2 elements | with the golden | not run | the golden: an independent runtime agrees with it and not with ours |',
      ].join('\n'),
      '### Not run',
      [
        '| cases | rejected by | reason | which |',
        '| ---: | --- | --- | --- |',
        '| 3 | ours | no kernel for the operator … | Foo (2), Bar |',
        '| 1 | the gate | something \\| else | e |',
        '| 1 | ours | takes no … | float8_e4m3fn |',
      ].join('\n'),
    ].join('\n\n'),
  );
});

test('many cases of one reason are not all named', () => {
  const results = Array.from({ length: 20 }, (_, i) => refused(`test_${String(i).padStart(2, '0')}`, 'the same'));
  expect(casesSection({ results, versions: [], subject: 'ours' })).toMatch(/\| 00, 01, .*, 11 and 8 more \|$/);
});

test('without a mismatch it says so', () => {
  const text = casesSection({ results: [{ state: 'passed', name: 'test_abs' }], versions: [], subject: 'ours' });
  expect(text).toContain('### Mismatches\n\nNone.');
});
