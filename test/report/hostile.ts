import type { Results } from '../../src/results/schema.js';
import { cellOf, diagnosis, modelOf, outputOf, resultsOf, runtimeOf } from './results-builder.js';

/** Every way out of a Markdown table, a comment, a code span, an HTML text, a log line and a shell at once. */
export const HOSTILE = 'a`|<!-- @org/team ![x](http://e) --> $(id)\n::error::x.onnx';
const FENCE = '```\n</details></code></pre><script>alert(1)</script>\u001b[2J\u202e';

/** Results in which every free text is hostile. */
export function hostileResults(): Results {
  const output = outputOf('a', 12_690, {
    name: HOSTILE,
    case: HOSTILE,
    form: HOSTILE,
    reason: FENCE,
    matchedBy: 'type',
    vacuous: true,
    worst: { index: [0], reference: HOSTILE, candidate: FENCE },
    tolerance: { rule: 'explicit', atol: 1e-3, warning: HOSTILE },
  });
  const node = { name: HOSTILE, type: FENCE, index: 1 };
  const located: NonNullable<Results['cells'][number]['located']> = {
    ...{ form: HOSTILE, step: 0, case: FENCE, reference: HOSTILE, against: FENCE, nodes: 2, parts: 2, flat: null },
    operators: [
      {
        ...node,
        ...{ by: 'exposing', before: 1, after: 9, bits: 12, certain: false, together: [node], between: [node] },
        ...{ inputs: [HOSTILE], outputs: [FENCE], attributes: [HOSTILE] },
      },
    ],
    depth: [{ index: 0, ratio: 1 }],
  };
  const cell = (runtime: string, more: Parameters<typeof cellOf>[2]) => cellOf(HOSTILE, runtime, more);
  return resultsOf({
    verdict: 'fail',
    tool: { version: HOSTILE },
    platform: { os: HOSTILE, arch: FENCE, cpu: HOSTILE, isa: [HOSTILE, FENCE], sandbox: HOSTILE },
    models: [
      modelOf(HOSTILE, {
        goldens: 'synthetic',
        forms: [
          { path: HOSTILE, format: null, sha256: FENCE, bytes: 1, fault: { what: HOSTILE } },
          { path: FENCE, format: 'onnx', sha256: HOSTILE, bytes: 1 },
        ],
        reference: { kind: 'runtime', runtime: HOSTILE, version: FENCE },
        truth: {
          unknown: null,
          firstForm: true,
          witnesses: [{ runtime: HOSTILE, title: FENCE, version: HOSTILE, precision: 'f64', reason: FENCE }],
          outputs: [
            {
              output: HOSTILE,
              agree: null,
              distances: [{ witness: HOSTILE, column: FENCE, noiseRatio: 9, agree: false }],
            },
          ],
        },
      }),
    ],
    runtimes: ['w', 'x', 'y', 'z'].map((id) =>
      runtimeOf(`${id}${HOSTILE}`, HOSTILE, FENCE, {
        options: { [HOSTILE]: FENCE },
        precision: { declared: 'bf16', effective: HOSTILE },
      }),
    ),
    cells: [
      cell(`w${HOSTILE}`, {
        state: 'drift',
        reason: FENCE,
        outputs: [output],
        distribution: {
          ...{ case: HOSTILE, form: FENCE, output: HOSTILE, unit: 'NaN', unitIs: 'noise', equal: 0, notFinite: 3 },
          sizes: [
            { exponent: -50, count: 1 },
            { exponent: 70, count: 2 },
          ],
          magnitudes: [{ exponent: 70, count: 1, largest: 'NaN' }],
          map: { axes: [7], sizes: [], largest: [['NaN', 'Infinity', null], []] },
        },
        diagnosis: diagnosis(HOSTILE, HOSTILE, FENCE, HOSTILE),
        route: [{ converter: HOSTILE, version: FENCE, seconds: 1, cached: false }],
        located,
      }),
      cell(`x${HOSTILE}`, {
        state: 'run-failed',
        reason: HOSTILE,
        failure: { kind: 'crashed', doing: HOSTILE, case: FENCE, signal: FENCE },
        fault: { what: FENCE, why: HOSTILE },
        unlocated: FENCE,
      }),
      cell(`y${HOSTILE}`, { state: 'unsupported', reason: HOSTILE }),
      cell(`z${HOSTILE}`, { state: 'approved', reason: FENCE, outputs: [output] }),
    ],
  });
}
