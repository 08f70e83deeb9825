import { join, resolve } from 'node:path';
import { oneOperator, spread } from '../../scripts/operators/one-operator.js';
import { readPythonConverter, readPythonRuntime } from '../../src/adapters/python-header.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';
import type { ReplayedOperator } from '../../src/replay/replay-operator.js';

const ADAPTERS = resolve('src/adapters');

export const columnOf = async (id: string): Promise<Column> => ({
  ...referenceColumn(await readPythonRuntime(join(ADAPTERS, 'runtimes', `${id}.py`))),
  id,
});

export const stepOf = async (id: string): Promise<OperatorQuestion['route'][number]> => {
  const converter = await readPythonConverter(join(ADAPTERS, 'converters', `${id}.py`));
  const options = Object.fromEntries(Object.entries(converter.options).map(([name, one]) => [name, one.default]));
  return { converter, options };
};

/** A PRelu whose slope ran along the wrong axis, as it would come out of a replay. */
export function replayedPrelu(column: Column, route: OperatorQuestion['route'] = []): ReplayedOperator {
  const [x, slope] = [spread([1, 2, 1, 2], -2, -1), spread([2], 0.1, 0.9)];
  const { bytes } = oneOperator({
    opType: 'PRelu',
    inputs: [
      ['/net/x', x],
      ['w', slope],
    ],
    outputs: { y: 'float32' },
  });
  const { graph, ...model } = onnx.ModelProto.decode(bytes);
  const nodes = graph?.node ?? [];
  const [expected, made] = [spread([1, 2, 1, 2], -1, 0), spread([1, 2, 1, 2], -1, 0.5)];
  const found = { noiseRatio: 4.2e5, ulp: 1000, agree: false };
  const equal = { noiseRatio: 0, ulp: 0, agree: true };
  const made1 = route.map(({ converter }) => ({ converter: converter.id, version: '1.0', seconds: 1, cached: false }));
  const [node] = nodes;
  if (node === undefined) throw new Error('there is a node');
  return {
    question: {
      ...{ model: 'net', path: '/nowhere', inputs: { '/net/x': x }, expected: { y: expected } },
      ...{ column, precision: column.precision, acceptsFloat32: false, route },
    },
    outcome: {
      operators: ['PRelu'],
      node: 'prelu',
      shows: 'alone',
      reason: null,
      distance: found,
      reference: { runtime: 'onnxruntime-node', version: '1.30.0' },
      column: { runtime: column.runtime.id, version: '9.9.9', route: made1 },
      offered: 1,
      causes: [{ variant: 'prelu-axis', asIf: 'the slope ran along the channels', fix: 'reshape it', distance: equal }],
      truth: {
        unknown: null,
        agree: null,
        verdict: 'candidate',
        specification: { says: 'the slope broadcasts from the last axis on', section: 'PRelu' },
        witnesses: [
          {
            runtime: 'a',
            title: 'A',
            version: '1',
            precision: 'f64',
            reason: null,
            reference: equal,
            candidate: found,
          },
          {
            runtime: 'b',
            title: 'B',
            version: null,
            precision: null,
            reason: 'no kernel',
            reference: null,
            candidate: null,
          },
        ],
      },
    },
    evidence: {
      alone: {
        model: { ...model, graph: { name: 'operator', node: nodes, initializer: graph?.initializer ?? [] } },
        nodes: [node],
        inputs: { '/net/x': x },
        outputs: [{ name: 'y', dtype: 'float32', rank: 4 }],
      },
      open: false,
      rightWhenFixed: false,
      reference: { values: { y: expected }, version: '1.30.0', noise: { y: { sigma: 1e-8, unit: 2 ** -24 } } },
      candidate: { y: made },
      distance: found,
      version: '9.9.9',
      route: made1,
    },
  };
}
