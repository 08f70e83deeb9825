import { MUTATIONS } from '../../src/mutate/all-mutations.js';
import { applyEdit, type Edit } from '../../src/mutate/apply-edit.js';
import { chooseSites } from '../../src/mutate/choose-sites.js';
import { scopedNodes } from '../../src/mutate/scoped-nodes.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { valueGraph } from '../../src/search/value-graph.js';

type Model = onnx.ModelProto.$Properties;

/** A model with one wrong operator. */
export interface InjectedFault {
  readonly kind: string;
  readonly where: string;
  readonly bytes: Uint8Array;
  /** Places of the operators of the right model that compute something else, by their place in the file. */
  readonly operators: readonly number[];
}

/** They change the whole model, or what it makes of anything. */
const ELSEWHERE = /^(round-weights|constant-output)/;

/** Faults of every kind that fits the model, each at a place drawn from the seed; at most `perKind` of a kind. */
export function injectedFaults(file: Uint8Array, perKind: number, seed: number): InjectedFault[] {
  const model = onnx.ModelProto.decode(file);
  const target = { model, nodes: scopedNodes(model), means: new Map() };
  return MUTATIONS.filter(({ id }) => !ELSEWHERE.test(id)).flatMap((kind) =>
    chooseSites(kind, target, perKind, seed).flatMap((mutant) => {
      const edit = mutant.edit();
      const operators = edit === null ? [] : operatorsOf(model, edit);
      if (edit === null || operators.length === 0) return [];
      const bytes = onnx.ModelProto.encode(applyEdit(model, edit)).finish();
      return [{ kind: mutant.kind, where: mutant.where, bytes, operators }];
    }),
  );
}

/** The nodes that are replaced, and those that read a tensor that is, also through nodes that only see constants. */
function operatorsOf(model: Model, { nodes = new Map(), tensors = new Map() }: Edit): number[] {
  const { operators } = valueGraph(model.graph ?? {});
  const all = model.graph?.node ?? [];
  const changed = new Set<string>();
  for (const tensor of tensors.keys()) changed.add(tensor.name ?? '');
  const wanted = new Set<number>();
  for (const [index, node] of all.entries()) {
    const inside = nodesWithin(node, model.functions ?? []);
    const own = inside.some(
      (one) => nodes.has(one) || (one.attribute ?? []).some(({ t }) => t != null && tensors.has(t)),
    );
    const reads = inside.some(({ input }) => (input ?? []).some((name) => changed.has(name)));
    if (!own && !reads) continue;
    if (operators.some((one) => one.index === index)) wanted.add(index);
    else for (const name of node.output ?? []) changed.add(name);
  }
  return [...wanted];
}

/** The node itself, those of its branches and bodies, and those of a function that it calls. */
function nodesWithin(
  node: onnx.NodeProto.$Properties,
  functions: readonly onnx.FunctionProto.$Properties[],
): onnx.NodeProto.$Properties[] {
  const graphs = (node.attribute ?? []).flatMap(({ g, graphs: more }) => [g, ...(more ?? [])]);
  const called = functions.find(({ domain, name }) => name === node.opType && (domain ?? '') === (node.domain ?? ''));
  const own = [...graphs.flatMap((graph) => graph?.node ?? []), ...(called?.node ?? [])];
  return [node, ...own.flatMap((one) => nodesWithin(one, functions))];
}
