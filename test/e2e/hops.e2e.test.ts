/** Which hop of a route made the difference: every form on the way is run, and the finding names one. */
import { beforeAll, expect, test } from 'vitest';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { buildConvModel } from '../models/build-model.js';
import { portability, repository } from './cli.js';

/** A converter of a user, that gets one number wrong: the bias comes out a tenth larger. */
const WRONG = `# /// script
# requires-python = ">=3.10"
# dependencies = ["onnx==1.23.2", "numpy==2.2.6"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-from-our-format"
# title = "Ours"
# package = "onnx"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# ///
from importlib import metadata

import onnx
from onnx import numpy_helper


def version():
    return metadata.version("onnx")


def convert(source, target, options):
    model = onnx.load(source)
    for weight in model.graph.initializer:
        if weight.name == "bias":
            weight.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(weight) * 1.1, "bias"))
    onnx.save(model, target)
`;

let cells: ResultCell[];
beforeAll(async () => {
  const root = await repository({
    'portability.yml': [
      'converters: [ci/wrong.py]',
      'routes: { tries: 1 }', // what this route gives, not what another would
      'runtimes:',
      '  - onnxruntime-node',
      '  - { id: by-ours, use: openvino, format: openvino-ir, through: [onnx-from-our-format] }',
      '  - { id: halved, use: openvino, format: openvino-ir, converters: { openvino-ir-from-onnx: { compress-to-fp16: true } } }',
      '  - { id: bfloat, use: openvino, options: { precision: bf16 } }',
      'models: [{ path: conv.onnx }]',
      '',
    ].join('\n'),
    'ci/wrong.py': WRONG,
    'conv.onnx': buildConvModel(),
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  ({ cells } = resultsSchema.parse(JSON.parse(stdout)));
});

function cellOf(runtime: string): ResultCell {
  const cell = cells.find((other) => other.runtime === runtime);
  if (cell === undefined) throw new Error(`no cell on ${runtime}`);
  return cell;
}

test('a conversion that makes another model is to blame, although two more hops lie behind it', () => {
  const cell = cellOf('by-ours');
  expect(cell.state).toBe('drift');
  expect(cell.route.map(({ converter }) => converter)).toEqual(['onnx-from-our-format', 'openvino-ir-from-onnx']);
  const [hop] = cell.hops ?? [];
  expect(hop).toMatchObject({ step: 1, format: 'onnx', runtime: 'onnxruntime-node', state: 'drift' });
  expect(fromReal(hop?.noiseRatio ?? 0)).toBeGreaterThan(1000);
  expect(cell.diagnosis).toMatchObject({
    id: 'conversion-drifts',
    finding: expect.stringContaining('onnx-from-our-format'),
  });
});

test('weights in half precision are found in the last conversion', () => {
  const cell = cellOf('halved');
  expect([cell.state, cell.hops]).toEqual(['drift', []]);
  expect(cell.diagnosis?.id).toMatch(/^(last-hop-drifts|runs-in-float16|float16-weights)$/);
});

test('a cell without conversions is run with plain arithmetic, and the options are to blame', ({ skip }) => {
  const cell = cellOf('bfloat');
  if (cell.state === 'pass' || cell.state === 'unsupported') skip('this processor has no bfloat16');
  expect(cell.hops).toContainEqual(expect.objectContaining({ runtime: 'openvino', step: 0, state: 'pass' }));
  expect(cell.diagnosis?.id).toMatch(/^(runs-in-bfloat16|options-drift)$/);
});
