import { describe, expect, test } from 'vitest';
import { type CutValue, namesReadBy, partOfModel } from '../../src/onnx/part-of-model.js';
import { type GraphMessage, type ModelMessage, modelOf, port } from './model-files.js';

const cut = (name: string): CutValue => ({ name, dtype: 'float32', shape: [2, 3] });
const weight = (name: string) => ({ name, dims: [1], dataType: 1, floatData: [1] });

/** x → a → b → y, where b also reads a second input, and a branch reads a from within. */
const NET = modelOf({
  input: [port('x'), port('side')],
  initializer: [weight('w'), weight('v')],
  node: [
    { opType: 'Mul', input: ['x', 'w'], output: ['a'] },
    { opType: 'Add', input: ['a', 'side'], output: ['b'] },
    { opType: 'Mul', input: ['b', 'v'], output: ['y'] },
  ],
  valueInfo: [port('a')],
});

const names = (list: readonly { name?: string | null }[] | null | undefined) => (list ?? []).map(({ name }) => name);
const shown = (part: ModelMessage | null) => ({
  nodes: part?.graph?.node?.map(({ output }) => output?.[0]),
  inputs: names(part?.graph?.input),
  outputs: names(part?.graph?.output),
  weights: names(part?.graph?.initializer),
});

describe('part of a model', () => {
  test.each([
    ['a prefix', [], ['a'], { nodes: ['a'], inputs: ['x'], outputs: ['a'], weights: ['w'] }],
    ['a suffix', ['b'], ['y'], { nodes: ['y'], inputs: ['b'], outputs: ['y'], weights: ['v'] }],
    ['between', ['a'], ['b'], { nodes: ['b'], inputs: ['side', 'a'], outputs: ['b'], weights: [] }],
    ['several', [], ['b', 'a'], { nodes: ['a', 'b'], inputs: ['x', 'side'], outputs: ['b', 'a'], weights: ['w'] }],
  ])('%s', (_, inputs, outputs, expected) => {
    expect(shown(partOfModel(NET, inputs.map(cut), outputs.map(cut)))).toEqual(expected);
  });

  test('types are those that were seen, and nothing is stated of the values in between', () => {
    const part = partOfModel(NET, [cut('a')], [cut('y')]);
    expect(part?.graph?.valueInfo ?? []).toEqual([]);
    expect(part?.graph?.output?.[0]?.type?.tensorType).toEqual({
      elemType: 1,
      shape: { dim: [{ dimValue: 2 }, { dimValue: 3 }] },
    });
    expect(part?.opsetImport).toEqual(NET.opsetImport);
  });

  test.each(['x', 'w', 'nothing'])('%s is made by no node', (name) => {
    expect(partOfModel(NET, [], [cut(name)])).toBeNull();
  });

  test('a branch reads from the graph around it', () => {
    const branch: GraphMessage = {
      name: 'then',
      input: [],
      initializer: [weight('own')],
      node: [{ opType: 'Mul', input: ['a', 'own'], output: ['m'] }],
      output: [port('m'), port('outside')],
    };
    const node = { opType: 'If', input: ['c', ''], output: ['y'], attribute: [{ name: 'then_branch', g: branch }] };
    expect(namesReadBy(node)).toEqual(['c', 'a', 'outside']);
  });
});
