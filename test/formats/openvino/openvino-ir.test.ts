import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readOpenvinoIr } from '../../../src/formats/openvino/openvino-ir.js';

function read(document: string): ReturnType<typeof readOpenvinoIr> {
  const folder = mkdtempSync(join(tmpdir(), 'openvino-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'model.xml'), document);
  return readOpenvinoIr(join(folder, 'model.xml'));
}

const ends = (inside = '') => `<net><layers>
  <layer id="0" name="x" type="Parameter">${inside}
    <output><port id="0" precision="FP32"><dim>2</dim><dim>-1</dim></port></output></layer>
  <layer id="1" name="both" type="Split">
    <input><port id="0"/></input>
    <output><port id="1" precision="FP32"/><port id="2" precision="FP32"/></output></layer>
  <layer id="2" name="y" type="Result"><input><port id="0" precision="FP32"><dim>1</dim></port></input></layer>
</layers><edges>
  <edge from-layer="0" from-port="0" to-layer="1" to-port="0"/>
  <edge from-layer="1" from-port="2" to-layer="2" to-port="0"/>
</edges></net>`;

test('inputs and outputs, an output by the place of its port among several', () => {
  expect(read(ends())).toEqual({
    signature: {
      inputs: [{ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: [2, null] } }],
      outputs: [{ name: 'both.1', type: { kind: 'tensor', dtype: 'float32', shape: [1] } }],
    },
    operators: ['Parameter', 'Result', 'Split'].map((type) => ({ domain: 'openvino', type, count: 1 })),
  });
});

test('what stands in the bodies of loops and branches is not part of the graph', () => {
  expect(read(ends(`<body>${ends().replaceAll('id="', 'id="9')}</body>`))).toEqual(read(ends()));
});

test('a document that goes deeper without end is a fault at once', () => {
  expect(read(`<net>${'<a>'.repeat(60_000)}`)).toMatchObject({ fault: { what: 'the file is truncated or damaged' } });
});
