import { groupBy } from '../group-by.js';
import type { FlatGraph, FlatNode, Source } from './flat-graph.js';

/** Operators of which the order of the inputs means nothing. */
const COMMUTATIVE = new Set(['Add', 'And', 'Equal', 'Max', 'Mean', 'Min', 'Mul', 'Or', 'Sum', 'Xor']);

export function isCommutative({ op }: FlatNode): boolean {
  return COMMUTATIVE.has(op);
}

/**
 * The nodes of two graphs that correspond, by what they are made of and what is made of them: names are asked only where
 * structure leaves several possibilities. Attributes and constants do not count, so that a changed one is a difference
 * of one node.
 */
export function matchNodes(a: FlatGraph, b: FlatGraph): ReadonlyMap<FlatNode, FlatNode> {
  const matching = new Matching(a, b);
  const ids = new Ids();
  const [madeA, madeB] = [madeOf(a, ids), madeOf(b, ids)];
  const [usedA, usedB] = [usedBy(a, ids), usedBy(b, ids)];
  matching.byKey(
    (node) => `${madeA.get(node)} ${usedA.get(node)}`,
    (node) => `${madeB.get(node)} ${usedB.get(node)}`,
  );
  matching.byKey(
    (node) => `${madeA.get(node)}`,
    (node) => `${madeB.get(node)}`,
  );
  matching.byKey(
    (node) => `${usedA.get(node)}`,
    (node) => `${usedB.get(node)}`,
  );
  matching.spread();
  matching.byKey(ownName, ownName);
  matching.spread();
  matching.inOrder();
  return matching.pairs;
}

/** Names that exporters count up, as in Add_12, are other nodes' as soon as one node is added. */
function ownName({ op, name }: FlatNode): string | null {
  return name === '' || /^(\w*_)?\d+$/.test(name) ? null : `${op} ${name}`;
}

/** Numbers for texts, the same number for the same text. */
class Ids {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const id = this.#known.get(text) ?? this.#known.size;
    this.#known.set(text, id);
    return id;
  }
}

/** An id for all that a node is computed from. */
function madeOf({ nodes }: FlatGraph, ids: Ids): Map<FlatNode, number> {
  const made = new Map<FlatNode, number>();
  const word = (source: Source): string => {
    if (source.kind === 'node') return `${made.get(source.node) ?? '?'}.${source.output}`;
    return source.kind === 'input' ? JSON.stringify(source.key) : source.kind;
  };
  for (const node of nodes) {
    const words = node.inputs.map(word);
    made.set(node, ids.of(`${node.op}(${(isCommutative(node) ? words.sort() : words).join()})`));
  }
  return made;
}

/** An id for all that is computed from a node. */
function usedBy({ nodes, outputs }: FlatGraph, ids: Ids): Map<FlatNode, number> {
  const uses = new Map<FlatNode, string[]>();
  const note = (source: Source, use: string) => {
    if (source.kind !== 'node') return;
    const known = uses.get(source.node);
    if (known === undefined) uses.set(source.node, [`${source.output}>${use}`]);
    else known.push(`${source.output}>${use}`);
  };
  for (const { key, source } of outputs) note(source, JSON.stringify(key));
  const used = new Map<FlatNode, number>();
  for (const node of nodes.toReversed()) {
    const id = ids.of(`${node.op}>${(uses.get(node) ?? []).sort().join()}`);
    used.set(node, id);
    node.inputs.forEach((source, port) => {
      note(source, `${id}.${isCommutative(node) ? '' : port}`);
    });
  }
  return used;
}

/** The longest common sequence of what is left takes a table of so many entries. */
const LARGEST_TABLE = 1 << 22;

class Matching {
  readonly pairs = new Map<FlatNode, FlatNode>();
  readonly #taken = new Set<FlatNode>();
  /** Pairs whose neighbours were not looked at since they were found. */
  readonly #fresh: (readonly [FlatNode, FlatNode])[] = [];
  readonly #a: FlatGraph;
  readonly #b: FlatGraph;

  constructor(a: FlatGraph, b: FlatGraph) {
    this.#a = a;
    this.#b = b;
  }

  /** Pairs what has the same key: of several with one key those with one name, and all in order if there are equally many. */
  byKey(keyA: (node: FlatNode) => string | null, keyB: (node: FlatNode) => string | null): void {
    const others = groupBy(this.#openB(), keyB);
    for (const [key, group] of groupBy(this.#openA(), keyA))
      if (key !== null) this.#pairGroup(group, others.get(key) ?? []);
  }

  /** Pairs what stands in the same place beside nodes that are paired, until there is nothing more. */
  spread(): void {
    const [consumersA, consumersB] = [portsReading(this.#a), portsReading(this.#b)];
    for (let next = this.#fresh.pop(); next !== undefined; next = this.#fresh.pop()) {
      const [a, b] = next;
      const others = groupBy(this.#free(consumersB.get(b) ?? []), ({ place }) => place);
      for (const [place, group] of groupBy(this.#free(consumersA.get(a) ?? []), (one) => one.place))
        this.#pairGroup(
          group.map(({ node }) => node),
          (others.get(place) ?? []).map(({ node }) => node),
        );
      this.#pairMakers(a, b);
    }
  }

  /** Pairs what is left by the longest sequence of operators that both have. */
  inOrder(): void {
    const a = this.#openA();
    const b = this.#openB();
    const width = b.length + 1;
    if ((a.length + 1) * width > LARGEST_TABLE) return;
    const table = new Uint16Array((a.length + 1) * width);
    const at = (row: number, column: number) => table[row * width + column] ?? 0;
    const alike = (row: number, column: number) => a[row]?.op === b[column]?.op;
    for (let row = a.length - 1; row >= 0; row--)
      for (let column = b.length - 1; column >= 0; column--)
        table[row * width + column] = alike(row, column)
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    for (let row = 0, column = 0; row < a.length && column < b.length; ) {
      if (alike(row, column)) this.#pair(a[row++], b[column++]);
      else if (at(row + 1, column) >= at(row, column + 1)) row++;
      else column++;
    }
  }

  #openA(): FlatNode[] {
    return this.#a.nodes.filter((node) => !this.pairs.has(node));
  }

  #openB(): FlatNode[] {
    return this.#b.nodes.filter((node) => !this.#taken.has(node));
  }

  #free(readers: readonly Reader[]): Reader[] {
    return readers.filter(({ node }) => !this.pairs.has(node) && !this.#taken.has(node));
  }

  #pairGroup(a: readonly FlatNode[], b: readonly FlatNode[]): void {
    const named = new Map(b.map((node) => [node.name, node]));
    for (const node of a) this.#pair(node, named.get(node.name));
    const restA = a.filter((node) => !this.pairs.has(node));
    const restB = b.filter((node) => !this.#taken.has(node));
    if (restA.length === restB.length) for (const [index, node] of restA.entries()) this.#pair(node, restB[index]);
  }

  #pairMakers(a: FlatNode, b: FlatNode): void {
    if (isCommutative(a)) {
      const others = groupBy(makers(b), ({ op }) => op);
      for (const [op, group] of groupBy(makers(a), (node) => node.op))
        this.#pairGroup(
          group.filter((node) => !this.pairs.has(node)),
          (others.get(op) ?? []).filter((node) => !this.#taken.has(node)),
        );
      return;
    }
    a.inputs.forEach((source, port) => {
      const other = b.inputs[port];
      if (source.kind === 'node' && other?.kind === 'node' && source.output === other.output)
        this.#pair(source.node, other.node);
    });
  }

  #pair(a: FlatNode | undefined, b: FlatNode | undefined): void {
    if (a === undefined || b === undefined || a.op !== b.op || this.pairs.has(a) || this.#taken.has(b)) return;
    this.pairs.set(a, b);
    this.#taken.add(b);
    this.#fresh.push([a, b]);
  }
}

interface Reader {
  readonly node: FlatNode;
  /** Which output it reads, at which input, and what it is. */
  readonly place: string;
}

function portsReading({ nodes }: FlatGraph): Map<FlatNode, Reader[]> {
  const readers = new Map<FlatNode, Reader[]>();
  for (const node of nodes)
    node.inputs.forEach((source, port) => {
      if (source.kind !== 'node') return;
      const place = `${source.output} ${isCommutative(node) ? '' : port} ${node.op}`;
      const known = readers.get(source.node);
      if (known === undefined) readers.set(source.node, [{ node, place }]);
      else known.push({ node, place });
    });
  return readers;
}

const makers = ({ inputs }: FlatNode): FlatNode[] =>
  inputs.flatMap((source) => (source.kind === 'node' ? [source.node] : []));
