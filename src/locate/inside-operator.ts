/** The body of an operator that was found, as a model of its own: what is wrong may be an operator inside. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import { committed } from '../convert/loadable.js';
import { readForm } from '../discover/read-form.js';
import { ONNX_NUMBERS } from '../onnx/data-type.js';
import { namesReadBy } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { type KnownOfNode, type Unfolded, unfoldNode } from '../onnx/unfold-node.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';
import { valuesMadeBy } from '../values/stored-values.js';
import { writePart } from './cut-model.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { LocatedOperator } from './located-operator.js';
import type { ReadGraphs } from './read-graphs.js';

type Model = onnx.ModelProto.$Properties;

export interface InsideOperator {
  /** To be searched like any other model. */
  readonly suspect: LayerSuspect;
  /** Its nodes, in order: which node of the body each is, and in "the then branch". */
  readonly nodes: Unfolded['nodes'];
}

/** Null for an operator without a body, and where it is not known what of it runs. */
export async function insideOperator(
  { node, inputs }: Pick<LocatedOperator, 'node' | 'inputs'>,
  suspect: LayerSuspect,
  { right, other }: ReadGraphs,
  folder: string,
): Promise<InsideOperator | null> {
  const known = knownOf(inputs);
  const unfolded = unfoldNode(right, node, known);
  const twin = other === right ? node : twinOf(other, node);
  const beside = twin === undefined ? null : unfoldNode(other, twin, known);
  if (unfolded === null || beside === null) return null;
  const model = modelOf(right, unfolded, inputs);
  const path = await writePart(model, join(folder, 'inside'));
  const loadable = committed(await readForm(join(folder, 'inside'), 'model.onnx'));
  const same = other === right ? path : await writePart(modelOf(other, beside, inputs), join(folder, 'inside-other'));
  const onnx = same === path ? loadable : committed(await readForm(join(folder, 'inside-other'), 'model.onnx'));
  const read = new Set((model.graph?.input ?? []).map(({ name }) => name ?? ''));
  const given = valuesMadeBy(() => Object.fromEntries(Object.entries(inputs).filter(([name]) => read.has(name))));
  const sha256 = createHash('sha256').update(suspect.case.sha256).update(loadable.key).digest('hex');
  return {
    suspect: { ...suspect, right: loadable, onnx, case: { ...suspect.case, inputs: given, expected: null, sha256 } },
    nodes: unfolded.nodes,
  };
}

/** The node of the other graph that makes the same. */
function twinOf({ graph }: Model, { output }: onnx.NodeProto.$Properties) {
  return (graph?.node ?? []).find((one) => (one.output ?? []).some((name) => name !== '' && output?.includes(name)));
}

/** What is not a weight of the model is an input. */
function modelOf(model: Model, { nodes, constants, outputs, opsetImport }: Unfolded, inputs: Values): Model {
  const read = new Set(nodes.flatMap(({ node }) => namesReadBy(node)));
  const weights = (model.graph?.initializer ?? []).filter(({ name }) => read.has(name ?? ''));
  const own = new Set([...weights, ...constants].map(({ name }) => name ?? ''));
  const input = Object.entries(inputs).flatMap(([name, value]) =>
    value.kind !== 'tensor' || own.has(name) || !read.has(name)
      ? []
      : [
          {
            name,
            type: {
              tensorType: {
                elemType: ONNX_NUMBERS[value.dtype],
                shape: { dim: value.shape.map((dimValue) => ({ dimValue })) },
              },
            },
          },
        ],
  );
  const graph = {
    name: 'inside',
    node: nodes.map(({ node }) => node),
    input,
    output: outputs.map((name) => ({ name })),
    initializer: [...weights, ...constants],
  };
  return { ...model, opsetImport: opsetImport ?? [], graph, trainingInfo: [] };
}

function knownOf(inputs: Values): KnownOfNode {
  const tensor = (name: string): PackedTensor | null => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    return value?.kind === 'tensor' && value.dtype !== 'string' ? value : null;
  };
  const first = (name: string) => {
    const value = tensor(name);
    return value === null ? null : (numbersOf(value)[0] ?? null);
  };
  return {
    isTrue(name) {
      const value = first(name);
      return value === null ? null : value !== 0;
    },
    integer: first,
    shape: (name) => tensor(name)?.shape ?? null,
  };
}
