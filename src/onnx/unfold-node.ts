/** A node with a body as plain nodes: the branch that is taken, the first passes of a loop, or the nodes of a function. */
import { type Attribute, intOf, intsOf } from './attributes.js';
import { isStandard } from './element-types.js';
import { onnx } from './proto/onnx.js';

type Model = onnx.ModelProto.$Properties;
type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

/** What is known of the values that the node reads. */
export interface KnownOfNode {
  /** Whether a condition holds; null where that is not known. */
  isTrue(name: string): boolean | null;
  /** A whole number; null where it is not known. */
  integer(name: string): number | null;
  /** Null where it is not known. */
  shape(name: string): readonly number[] | null;
}

export interface Unfolded {
  readonly nodes: readonly UnfoldedNode[];
  /** Constants of the body, and numbers of passes. */
  readonly constants: readonly onnx.TensorProto.$Properties[];
  /** Of the body, made by these nodes: what the node would make of them, in the last pass. */
  readonly outputs: readonly string[];
  /** Of a function, which may have its own. */
  readonly opsetImport: Model['opsetImport'];
}

export interface UnfoldedNode {
  readonly node: Node;
  /** What it is in the body; null for one that was put before it. */
  readonly of: Node | null;
  /** "the then branch", to be followed by of which node. */
  readonly part: string;
}

/** Passes of a loop that are unfolded. */
const MOST_PASSES = 4;
const PASSES = ['first', 'second', 'third', 'fourth'];

/** Null for a node without a body, and where it is not known what of it runs. */
export function unfoldNode(model: Model, node: Node, known: KnownOfNode): Unfolded | null {
  const body = (name: string) => node.attribute?.find((one) => one.name === name)?.g ?? null;
  const unfolded = isStandard(node) ? ofControl(node, body, known) : null;
  const found = unfolded ?? ofFunction(model, node);
  if (found === null) return null;
  const made = new Set(found.nodes.flatMap(({ node: { output } }) => output ?? []));
  const outputs = [...new Set(found.outputs)].filter((name) => made.has(name));
  return outputs.length === 0 ? null : { opsetImport: model.opsetImport ?? [], ...found, outputs };
}

type Found = Omit<Unfolded, 'opsetImport'> & { readonly opsetImport?: Model['opsetImport'] };

function ofControl(node: Node, body: (name: string) => Graph | null, known: KnownOfNode): Found | null {
  switch (node.opType) {
    case 'If': {
      const isTaken = known.isTrue(node.input?.[0] ?? '');
      const branch = isTaken === null ? null : body(isTaken ? 'then_branch' : 'else_branch');
      if (branch === null) return null;
      return passOf(branch, new Map(), '', `the ${isTaken === true ? 'then' : 'else'} branch`);
    }
    case 'Loop': {
      const [trips = '', condition = ''] = node.input ?? [];
      const most = trips === '' ? MOST_PASSES : known.integer(trips);
      const graph = body('body');
      if (most === null || graph === null || (condition !== '' && known.isTrue(condition) === false)) return null;
      const states = (graph.input ?? []).length - 2;
      return passes(graph, Math.min(most, MOST_PASSES), (pass, before) => {
        const number = `${bodyName(node)}/pass ${pass + 1}`;
        return {
          bound: [
            number,
            before[0] ?? `${bodyName(node)}/goes on`,
            ...(pass === 0 ? (node.input ?? []).slice(2) : before.slice(1, 1 + states)),
          ],
          constants: [
            { name: number, dims: [], dataType: INT64, int64Data: [pass] },
            ...(pass === 0 ? [{ name: `${bodyName(node)}/goes on`, dims: [], dataType: BOOL, int32Data: [1] }] : []),
          ],
          nodes: [],
        };
      });
    }
    case 'Scan':
      return ofScan(node, body('body'), known);
    default:
      return null;
  }
}

const { INT64, BOOL } = onnx.TensorProto.DataType;

/** Since operator set 9: what is scanned comes behind the states. */
function ofScan(node: Node, graph: Graph | null, known: KnownOfNode): Found | null {
  const scanned = intOf(node, 'num_scan_inputs', 0);
  const names = node.input ?? [];
  const states = names.length - scanned;
  if (graph === null || names[0] === '' || (graph.input ?? []).length !== names.length) return null;
  const axes = intsOf(node, 'scan_input_axes') ?? [];
  const backwards = intsOf(node, 'scan_input_directions') ?? [];
  const [length] = names.slice(states).flatMap((name) => known.shape(name)?.at(axes[0] ?? 0) ?? []);
  if (length === undefined) return null;
  return passes(graph, Math.min(length, MOST_PASSES), (pass, before) => {
    const slices = names.slice(states).map((name, place) => ({
      name,
      axis: axes[place] ?? 0,
      at: backwards[place] === 1 ? length - 1 - pass : pass,
      slice: `${name}/slice ${place + 1} of pass ${pass + 1}`,
    }));
    return {
      bound: [...(pass === 0 ? names.slice(0, states) : before.slice(0, states)), ...slices.map(({ slice }) => slice)],
      constants: slices.map(({ slice, at }) => ({
        name: `${slice}/place`,
        dims: [],
        dataType: INT64,
        int64Data: [at],
      })),
      nodes: slices.map(({ name, axis, slice }) => ({
        opType: 'Gather',
        input: [name, `${slice}/place`],
        output: [slice],
        attribute: [{ name: 'axis', type: onnx.AttributeProto.AttributeType.INT, i: axis }],
      })),
    };
  });
}

interface Pass {
  /** What the inputs of the body are, in order. */
  readonly bound: readonly string[];
  readonly constants: readonly onnx.TensorProto.$Properties[];
  /** That make these. */
  readonly nodes: readonly Node[];
}

/** One pass behind the other. @param next gets what the body made in the one before */
function passes(graph: Graph, count: number, next: (pass: number, before: readonly string[]) => Pass): Found | null {
  const nodes: UnfoldedNode[] = [];
  const constants = new Map<string, onnx.TensorProto.$Properties>();
  let before: readonly string[] = [];
  for (let pass = 0; pass < count; pass++) {
    const { bound, ...more } = next(pass, before);
    const part = `the body, in its ${PASSES[pass]} pass,`;
    const names = new Map((graph.input ?? []).map(({ name }, place) => [name ?? '', bound[place] ?? '']));
    const one = passOf(graph, names, pass === 0 ? '' : `pass ${pass + 1}/`, part);
    nodes.push(...more.nodes.map((node) => ({ node, of: null, part })), ...one.nodes);
    for (const constant of [...more.constants, ...one.constants]) constants.set(constant.name ?? '', constant);
    before = one.outputs;
  }
  return count === 0 ? null : { nodes, constants: [...constants.values()], outputs: before };
}

/** A graph whose own values and nodes get other names, and whose inputs are bound to values around it. */
function passOf(graph: Graph, bound: ReadonlyMap<string, string>, before: string, part: string): Found {
  const own = new Set((graph.node ?? []).flatMap(({ output }) => output ?? []));
  const rename = (name: string) => bound.get(name) ?? (own.has(name) && name !== '' ? `${before}${name}` : name);
  return {
    nodes: (graph.node ?? []).map((node) => ({
      node: { ...renamed(node, rename), ...(node.name && { name: `${before}${node.name}` }) },
      of: node,
      part,
    })),
    constants: graph.initializer ?? [],
    outputs: (graph.output ?? []).map(({ name }) => rename(name ?? '')),
  };
}

function ofFunction(model: Model, node: Node): Found | null {
  const own = (model.functions ?? []).find(
    ({ domain, name, overload }) =>
      name === node.opType && (domain ?? '') === (node.domain ?? '') && (overload ?? '') === (node.overload ?? ''),
  );
  if (own === undefined) return null;
  const bound = new Map([
    ...(own.input ?? []).map((name, place) => [name, node.input?.[place] ?? ''] as const),
    ...(own.output ?? []).map((name, place) => [name, node.output?.[place] || `${bodyName(node)}/${name}`] as const),
  ]);
  const rename = (name: string) => (name === '' ? '' : (bound.get(name) ?? `${bodyName(node)}/${name}`));
  const given = new Map(
    [...(own.attributeProto ?? []), ...(node.attribute ?? [])].map((attribute) => [attribute.name ?? '', attribute]),
  );
  const imported = new Map((own.opsetImport ?? []).map(({ domain, version }) => [domain ?? '', version]));
  const others = (model.opsetImport ?? []).filter(({ domain }) => !imported.has(domain ?? ''));
  return {
    nodes: (own.node ?? []).map((one) => ({
      node: renamed(withAttributes(one, given), rename),
      of: one,
      part: 'the body',
    })),
    constants: [],
    outputs: (own.output ?? []).map(rename),
    opsetImport: [...(own.opsetImport ?? []), ...others],
  };
}

function bodyName({ name, output }: Node): string {
  return name || (output?.[0] ?? '');
}

/** Attributes that stand for those of the function get what the call gives; without that, they are left out. */
function withAttributes(node: Node, given: ReadonlyMap<string, Attribute>): Node {
  const attribute = (node.attribute ?? []).flatMap((one) => {
    const name = one.refAttrName ?? '';
    const own = name === '' ? one : given.get(name);
    if (own === undefined) return [];
    const graph = own.g;
    const inner =
      graph == null ? {} : { g: { ...graph, node: (graph.node ?? []).map((n) => withAttributes(n, given)) } };
    return [{ ...own, name: one.name ?? '', ...inner }];
  });
  return { ...node, attribute };
}

/** A node whose values have other names, also within its branches and bodies. */
function renamed(node: Node, rename: (name: string) => string): Node {
  const graphOf = (graph: Graph): Graph => {
    const port = (one: onnx.ValueInfoProto.$Properties) => ({ ...one, name: rename(one.name ?? '') });
    return {
      ...graph,
      node: (graph.node ?? []).map((one) => renamed(one, rename)),
      input: (graph.input ?? []).map(port),
      output: (graph.output ?? []).map(port),
      initializer: (graph.initializer ?? []).map((one) => ({ ...one, name: rename(one.name ?? '') })),
    };
  };
  const attribute = (node.attribute ?? []).map((one) => ({
    ...one,
    ...(one.g != null && { g: graphOf(one.g) }),
    ...(one.graphs != null && { graphs: one.graphs.map(graphOf) }),
  }));
  return { ...node, input: (node.input ?? []).map(rename), output: (node.output ?? []).map(rename), attribute };
}
