import { expect, test } from 'vitest';
import { injectedFaults } from '../../../scripts/locate-study/faults.js';
import { longNet, studyNets } from '../../../scripts/locate-study/nets.js';
import { onnx } from '../../../src/onnx/proto/onnx.js';
import { valueGraph } from '../../../src/search/value-graph.js';

test.each(studyNets())('every fault in $id is at operators that depend on numbers', ({ build }) => {
  const file = build();
  const { operators } = valueGraph(onnx.ModelProto.decode(file).graph ?? {});
  const places = new Set(operators.map(({ index }) => index));
  const faults = injectedFaults(file, 1, 1);
  expect(faults.length).toBeGreaterThan(3);
  for (const fault of faults) {
    expect(fault.operators.length, fault.kind).toBeGreaterThan(0);
    expect(fault.operators.every((index) => places.has(index))).toBe(true);
  }
});

test('the long chain has about a thousand nodes', () => {
  const nodes = onnx.ModelProto.decode(longNet.build()).graph?.node?.length ?? 0;
  expect(Math.abs(nodes - 1250)).toBeLessThan(260);
});
