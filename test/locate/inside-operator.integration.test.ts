import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { studyLocating } from '../../scripts/locate-study/study.js';
import { spread } from '../../scripts/operators/one-operator.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { hostIn } from '../environments/host.js';
import { scratchWith } from '../scripts/scratch.js';

type Node = onnx.NodeProto.$Properties;

const { FLOAT, INT64, BOOL } = onnx.TensorProto.DataType;
const port = (name: string, elemType = FLOAT, sizes?: readonly number[]) => ({
  name,
  type: {
    tensorType: { elemType, ...(sizes && { shape: { dim: sizes.map((dimValue) => ({ dimValue })) } }) },
  },
});
const op = (opType: string, input: string[], output: string[], attribute: Node['attribute'] = []): Node => ({
  opType,
  name: `the ${output[0]}`,
  input,
  output,
  attribute: attribute ?? [],
});
const graph = (name: string, g: onnx.GraphProto.$Properties): onnx.AttributeProto.$Properties => ({
  name,
  type: onnx.AttributeProto.AttributeType.GRAPH,
  g: { name, ...g },
});
const gelu = (input: string, output: string) => op('Gelu', [input], [output]);

/** Each has one Gelu, in a body. */
const BODIES: Readonly<Record<string, { readonly node: Node; readonly functions?: onnx.FunctionProto.$Properties[] }>> =
  {
    branch: {
      node: op(
        'If',
        ['holds'],
        ['t'],
        [
          graph('then_branch', { node: [op('Neg', ['p'], ['n']), gelu('n', 'l')], output: [port('l')] }),
          graph('else_branch', { node: [op('Exp', ['p'], ['e'])], output: [port('e')] }),
        ],
      ),
    },
    loop: {
      node: op(
        'Loop',
        ['three', 'holds', 'p'],
        ['t'],
        [
          graph('body', {
            node: [op('Neg', ['state'], ['n']), gelu('n', 'l'), op('Identity', ['on'], ['still'])],
            input: [port('pass', INT64, []), port('on', BOOL, []), port('state', FLOAT, [2, 8])],
            output: [port('still', BOOL, []), port('l', FLOAT, [2, 8])],
          }),
        ],
      ),
    },
    function: {
      node: { ...op('Block', ['p'], ['t']), domain: 'our' },
      functions: [
        {
          domain: 'our',
          name: 'Block',
          input: ['a'],
          output: ['c'],
          node: [op('Neg', ['a'], ['b']), gelu('b', 'c')],
          opsetImport: [{ domain: '', version: 20 }],
        },
      ],
    },
  };

function modelWith(body: keyof typeof BODIES): Uint8Array {
  const { node = {}, functions = [] } = BODIES[body] ?? {};
  return onnx.ModelProto.encode({
    irVersion: 10,
    opsetImport: [
      { domain: '', version: 20 },
      { domain: 'our', version: 1 },
    ],
    functions,
    graph: {
      name: 'net',
      node: [op('Add', ['x', 'w'], ['p']), node, op('Add', ['t', 'w'], ['y'])],
      input: [port('x', FLOAT, [2, 8])],
      output: [port('y')],
      initializer: [
        { name: 'w', dims: [8], dataType: FLOAT, rawData: spread([8], -1, 1).bytes },
        { name: 'three', dims: [], dataType: INT64, int64Data: [3] },
        { name: 'holds', dims: [], dataType: BOOL, int32Data: [1] },
      ],
    },
  }).finish();
}

const PARTS: Readonly<Record<string, string>> = {
  branch: 'the then branch of If `the t`',
  loop: 'the body, in its first pass, of Loop `the t`',
  function: 'the body of our.Block `the t`',
};

test('an operator is found in a branch, in the body of a loop, and in a function', async () => {
  const folder = scratchWith();
  mkdirSync(join(folder, 'scratch'));
  const host = hostIn(folder, { assets: resolve('lib') });
  const { injected } = await studyLocating(
    { ...host, cwd: join(folder, 'repository') },
    {
      columns: [{ use: 'onnxruntime-node', cut: false, faults: 20, real: false }],
      nets: Object.keys(BODIES).map((id) => ({
        id,
        real: false,
        build: () => modelWith(id),
        inputs: { x: { normal: [0, 1] as [number, number] } },
      })),
      known: [],
      long: null,
    },
  );
  const inside = injected.filter(({ kind, outcome }) => /gelu/.test(kind) && outcome !== 'hidden');
  expect([...new Set(inside.map(({ net }) => net))].sort()).toEqual(Object.keys(BODIES).sort());
  for (const { net, found } of inside) {
    if (!('located' in found)) throw new Error(found.unlocated);
    const [told] = found.located.operators;
    expect(told).toMatchObject({ type: 'Gelu', index: 1, certain: true, within: [PARTS[net]] });
    expect(told?.name).toMatch(/^the [lc]$/);
    expect(found.operators[0]).toMatchObject({ node: { opType: 'Gelu' }, around: [1] });
  }
});
