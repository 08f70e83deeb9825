import { basename } from 'node:path';
import { Malformed } from '../bytes/malformed.js';
import { type OnnxModel, readOnnxModel } from '../onnx/onnx-model.js';
import { elementCount } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import { type Change, changesOf } from './change.js';
import { compareInterface, pairPorts } from './compare-interface.js';
import { comparePair, type PairContext } from './compare-pairs.js';
import { readOneSided } from './compare-structure.js';
import { allNumbers, numbersOf } from './constants/numbers.js';
import { type FlatGraph, type FlatNode, flattened, MOST_NODES, type Source } from './flat-graph.js';
import { matchNodes } from './match-nodes.js';
import { ModelFile } from './model-file.js';
import type { Observation } from './observation.js';
import { shown } from './shown.js';
import { replacedNodes } from './structure/replaced.js';
import { consumersIn, withFormulas } from './with-formulas.js';

/** What has changed from one ONNX model to another. */
export interface ModelDiff {
  /** In the order of what they are; none for models that compute the same. */
  readonly changes: readonly Change[];
  /** Changes that are left out because there are too many. */
  readonly more: number;
}

/** Changes that are kept: what has more is another model. */
const MOST_CHANGES = 50;

/**
 * What has changed between the ONNX files at two absolute paths, in memory that does not grow with their weights. Nodes
 * are matched by structure, so that renaming them is no change, and neither is anything else that changes no result.
 * @returns a fault for a file that cannot be read, or two that are too large to be compared
 */
export function diffModels(pathA: string, pathB: string): ModelDiff | { readonly fault: Fault } {
  const a = readOnnxModel(pathA);
  if ('fault' in a) return faultOfFile(a, pathA);
  const b = readOnnxModel(pathB);
  if ('fault' in b) return faultOfFile(b, pathB);
  const files = { a: new ModelFile(pathA, a), b: new ModelFile(pathB, b) };
  try {
    return diffOf(a, b, files);
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.fault('check that nothing writes to the file') };
    throw error;
  } finally {
    files.a.close();
    files.b.close();
  }
}

/** Which of the two it is. */
function faultOfFile({ fault }: { readonly fault: Fault }, path: string): { readonly fault: Fault } {
  return { fault: { ...fault, what: `${basename(path)}: ${fault.what}` } };
}

const TOO_LARGE: Fault = {
  what: `a graph has more than ${MOST_NODES} nodes`,
  why: 'larger graphs are not compared',
};

function diffOf(a: OnnxModel, b: OnnxModel, files: PairContext['files']): ModelDiff | { readonly fault: Fault } {
  const names = pairPorts(a, b);
  const none = { inputs: new Map(), outputs: new Map() };
  const flatA = flattened(a.graph, none);
  const flatB = flattened(b.graph, names);
  if (flatA === null || flatB === null) return { fault: TOO_LARGE };
  const graphs = {
    a: withFormulas(flatA, (source) => scalarOf(source, files.a)),
    b: withFormulas(flatB, (source) => scalarOf(source, files.b)),
  };
  const changes = changesOf([
    ...compareGraphs(graphs.a, graphs.b, files),
    ...unusedInputs(a, graphs.a, graphs.b),
    ...compareInterface(a, b, names),
  ]);
  return { changes: changes.slice(0, MOST_CHANGES), more: Math.max(0, changes.length - MOST_CHANGES) };
}

function compareGraphs(a: FlatGraph, b: FlatGraph, files: PairContext['files']): Observation[] {
  const pairs = matchNodes(a, b);
  const paired = new Set(pairs.values());
  const before = new Map([...pairs].map(([nodeA, nodeB]) => [nodeB, nodeA]));
  const context: PairContext = { pairs, paired, files, last: lastNodes(a), compared: new Map() };
  const own = [...pairs].flatMap(([nodeA, nodeB]) => comparePair(nodeA, nodeB, context));
  const changed = new Set(own.flatMap(({ kind, node }) => (kind === 'weights' || kind === 'nodes' ? [node] : [])));
  const [consumersA, consumersB] = [consumersIn(a), consumersIn(b)];
  const sides = {
    a: {
      nodes: a.nodes.filter((node) => !pairs.has(node)),
      common: (node: FlatNode) => pairs.get(node) ?? null,
      consumers: (node: FlatNode) => consumersA.get(node) ?? [],
    },
    b: {
      nodes: b.nodes.filter((node) => !paired.has(node)),
      common: (node: FlatNode) => (paired.has(node) ? node : null),
      consumers: (node: FlatNode) => consumersB.get(node) ?? [],
    },
  };
  const replaced = replacedNodes(sides.a, sides.b);
  const gone = new Set(replaced.flatMap((pair) => [pair.a, pair.b]));
  const rest = (nodes: readonly FlatNode[]) => nodes.filter((node) => !gone.has(node));
  const removed = readOneSided({
    ...sides.a,
    nodes: rest(sides.a.nodes),
    removed: true,
    constant: (source) => sizeOf(source, files.a),
    isChanged: (node) => changed.has(pairs.get(node) ?? null),
    counterpart: (node) => pairs.get(node) ?? null,
    numbers: (source) => numbersIn(source, files.a),
    otherNumbers: (source) => numbersIn(source, files.b),
  });
  const added = readOneSided({
    ...sides.b,
    nodes: rest(sides.b.nodes),
    removed: false,
    constant: (source) => sizeOf(source, files.b),
    isChanged: (node) => changed.has(node),
    counterpart: (node) => before.get(node) ?? null,
    numbers: (source) => numbersIn(source, files.b),
    otherNumbers: (source) => numbersIn(source, files.a),
  });
  const explained = new Set([...[...removed.explained].map((node) => pairs.get(node)), ...added.explained]);
  return [
    ...replaced.map(
      ({ a: { op }, b: node }): Observation => ({
        kind: 'nodes',
        node,
        sentence: `${shown(node.op)} instead of ${shown(op)} @…`,
      }),
    ),
    ...removed.observations,
    ...added.observations,
    ...own.filter(({ kind, node }) => !(explained.has(node ?? undefined) && (kind === 'weights' || kind === 'nodes'))),
  ];
}

/** Operators that keep the labels of what they read in their place. */
const KEEPING = new Set(['Add', 'Cast', 'Identity', 'LogSoftmax', 'Mul', 'Sigmoid', 'Softmax']);

/** The nodes behind which nothing but such operators stands. */
function lastNodes({ outputs }: FlatGraph): Set<FlatNode> {
  const last = new Set<FlatNode>();
  const open = outputs.map(({ source }) => source);
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (source.kind !== 'node' || last.has(source.node)) continue;
    last.add(source.node);
    if (KEEPING.has(source.node.op)) open.push(...source.node.inputs);
  }
  return last;
}

/** Inputs that nodes of the first model read and none of the second. */
function unusedInputs({ signature }: OnnxModel, a: FlatGraph, b: FlatGraph): Observation[] {
  const [before, now] = [keysRead(a), keysRead(b)];
  return signature.inputs.flatMap(({ name }) =>
    before.has(`input ${name}`) && !now.has(`input ${name}`)
      ? [{ kind: 'wiring', node: null, sentence: `input \`${shown(name)}\` is used by nothing any more` } as const]
      : [],
  );
}

function keysRead({ nodes, outputs }: FlatGraph): Set<string> {
  const sources = [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ source }) => source)];
  return new Set(sources.flatMap((source) => (source.kind === 'input' ? [source.key] : [])));
}

function sizeOf(source: Source, file: ModelFile): { readonly elements: number; readonly rank: number } | null {
  if (source.kind !== 'constant') return null;
  const shape = (source.tensor.dims ?? []).map(Number);
  const constant = file.constant(source.tensor);
  return { elements: constant?.elements ?? elementCount(shape), rank: shape.length };
}

function scalarOf(source: Source, file: ModelFile): number | null {
  const numbers = numbersIn(source, file, 1);
  return numbers?.length === 1 ? (numbers[0] ?? null) : null;
}

function numbersIn(source: Source | undefined, file: ModelFile, most = Number.POSITIVE_INFINITY): Float64Array | null {
  const constant = source?.kind === 'constant' ? file.constant(source.tensor) : null;
  if (constant === null || constant.dtype === 'string' || constant.size < 0 || constant.elements > most) return null;
  return allNumbers(numbersOf(constant, constant.dtype));
}
