import { expect, test } from 'vitest';
import { boundRule, toleranceSpec } from '../../src/compare/tolerance-spec.js';
import { parseConfig } from '../../src/config/parse-config.js';

test.each([
  ['auto', 'auto'],
  ['exact', 'exact'],
  [{ atol: 1e-3 }, { atol: 1e-3 }],
  [{ rtol: 0 }, { rtol: 0 }],
  [{ ulp: 4 }, { ulp: 4 }],
  [{ cosine: 0.999 }, { cosine: 0.999, norm: 1.05 }],
  [{ topk: 5 }, { topk: 5, axis: -1, flips: 0 }],
  [{ index: { of: 'scores' } }, { index: { of: 'scores', axis: -1 } }],
  [{ quantised: 1 }, { quantised: 1 }],
  [
    { set: { score: 'scores' } },
    { set: { boxes: 0, format: 'xyxy', score: 'scores', iou: 0.9, 'score-margin': 0.02, unmatched: 0 } },
  ],
])('%j, with its defaults', (written, meant) => {
  expect(toleranceSpec.parse(written)).toEqual(meant);
});

test('the outputs that a rule for detections is about', () => {
  const spec = toleranceSpec.parse({ set: { score: 'scores', class: 5, count: 'n' } });
  expect(boundRule(spec).others).toEqual(['scores', 'n']);
});

/** What the user reads first about a configuration. */
const complaint = (text: string): string => parseConfig(text, 'portability.yml').mistakes[0]?.what ?? '';
const output = (tolerance: string) => `models: [{ path: a.onnx, outputs: { y: { tolerance: ${tolerance} } } }]`;

test.each([
  ['tolerance: {}', 'tolerance is not valid: set `atol`, `rtol` or both'],
  ['tolerance: { atol: -1 }', 'tolerance.atol must be at least 0, not -1'],
  ['tolerance: { atoll: 1 }', 'unknown key "atoll" in tolerance; did you mean "atol"?'],
  ['tolerance: { ulp: "4" }', 'tolerance.ulp must be a number, not "4"'],
  ['tolerance: { ulp: 1.5 }', 'tolerance.ulp must be a whole number, not 1.5'],
  ['tolerance: { ulp: 4, atol: 1 }', '"ulp" in tolerance cannot be combined with the other keys there'],
  ['tolerance: { cosine: 1.1 }', 'tolerance.cosine must be at most 1, not 1.1'],
  ['tolerance: { topk: 0 }', 'tolerance.topk must be at least 1, not 0'],
  ['tolerance: exakt', 'tolerance must be auto, exact or a map of keys, not "exakt"; did you mean "exact"?'],
  [
    'tolerance: { set: {} }',
    'tolerance is not valid: index and set apply to a single output: set them under outputs, <name>, tolerance',
  ],
  [
    output('{ index: { of: a, beside: b } }'),
    'models[1].outputs.y.tolerance.index is not valid: set either `of` or `beside`, not both',
  ],
  [output('{ index: {} }'), 'models[1].outputs.y.tolerance.index is not valid: set `of`, `beside` or `flips`'],
  [output('{ set: { iuo: 0.5 } }'), 'unknown key "iuo" in models[1].outputs.y.tolerance.set; did you mean "iou"?'],
  [
    output('{ set: { score: [5, 4] } }'),
    'models[1].outputs.y.tolerance.set.score is not valid: the first column must be before the last',
  ],
  ['models: [{ path: a.onnx, outputs: { y: {} } }]', 'models[1].outputs.y is not valid: give tolerance or runtimes'],
])('%s', (text, what) => {
  expect(complaint(text)).toBe(what);
});

test('tolerances stand at every place', () => {
  const { config } = parseConfig(
    `
tolerance: { rtol: 1.0e-3 }
runtimes: [{ use: openvino, tolerance: { atol: 1 } }]
models:
  - path: a.onnx
    tolerance: exact
    runtimes: { openvino: { tolerance: { ulp: 4 } } }
    outputs: { y: { tolerance: auto, runtimes: { openvino: { tolerance: { topk: 1 } } } } }
`,
    'portability.yml',
  );
  expect(config.models?.[0]?.outputs.y?.runtimes?.openvino?.tolerance).toEqual({ topk: 1, axis: -1, flips: 0 });
});
