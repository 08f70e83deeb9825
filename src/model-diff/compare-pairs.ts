import { compareAttributes } from './compare-attributes.js';
import { compareConstants } from './compare-constants.js';
import type { FlatNode, Source } from './flat-graph.js';
import { isCommutative } from './match-nodes.js';
import type { ConstantData, ModelFile } from './model-file.js';
import { movedSettings } from './moved-settings.js';
import type { Observation } from './observation.js';
import { axisName, nounOf } from './port-noun.js';

export interface PairContext {
  readonly pairs: ReadonlyMap<FlatNode, FlatNode>;
  /** Nodes of the second model that are paired. */
  readonly paired: ReadonlySet<FlatNode>;
  readonly files: { readonly a: ModelFile; readonly b: ModelFile };
  /** Nodes behind which there is nothing but what belongs to a model's output: their channels are its labels. */
  readonly last: ReadonlySet<FlatNode>;
  /** Constants that were compared, by what they were compared with: many nodes may share one. */
  readonly compared: Map<object, Map<object, Compared>>;
}

type Compared = ReturnType<typeof compareConstants> | 'unread';

/** Two inputs that correspond. */
interface PortPair {
  readonly a: Source;
  readonly b: Source;
  readonly port: number;
}

const NONE: Source = { kind: 'none' };

/** How two nodes differ that correspond: attributes, constants, and what they read. */
export function comparePair(a: FlatNode, b: FlatNode, context: PairContext): Observation[] {
  const moved = movedSettings(a, b, context.files);
  const changes = [
    ...compareAttributes(a, b).filter(({ name }) => !moved.some((one) => one.name === name)),
    ...moved.flatMap(({ change }) => change ?? []),
  ];
  const attributes = changes.map((change): Observation => {
    const isFormula = change.name === 'formula';
    return isFormula
      ? { kind: 'nodes', node: b, sentence: `${a.op} by ${change.to} instead of ${change.from} @…` }
      : { kind: 'attribute', node: b, ...change };
  });
  const ports = portsOf(a, b, context).filter(({ port }) => !moved.some((one) => one.port === port));
  const exchanged = isCommutative(a) ? null : exchangedInputs(a, ports, context);
  return [
    ...attributes,
    ...(exchanged !== null ? [{ kind: 'wiring', node: b, sentence: `${exchanged} of … are exchanged` } as const] : []),
    ...(exchanged !== null ? [] : ports.flatMap((port) => comparePort(port, a, b, context))),
  ];
}

/** Inputs by position; where their order means nothing, by what corresponds, and constants with constants. */
function portsOf(a: FlatNode, b: FlatNode, context: PairContext): PortPair[] {
  const x = isCommutative(a) ? constantsLast(portsIn(a)) : portsIn(a);
  const y = isCommutative(a) ? constantsLast(inOrderOf(x, portsIn(b), context)) : portsIn(b);
  return Array.from({ length: Math.max(x.length, y.length) }, (_, index) => ({
    a: x[index]?.source ?? NONE,
    b: y[index]?.source ?? NONE,
    port: x[index]?.port ?? y[index]?.port ?? index,
  }));
}

interface OwnPort {
  readonly source: Source;
  readonly port: number;
}

const portsIn = ({ inputs }: FlatNode): OwnPort[] => inputs.map((source, port) => ({ source, port }));

function constantsLast(ports: readonly OwnPort[]): OwnPort[] {
  const isConstant = ({ source }: OwnPort) => source.kind === 'constant';
  return [...ports.filter((port) => !isConstant(port)), ...ports.filter(isConstant)];
}

/** The ports of one node in the order in which they correspond to another's; the rest fills the gaps. */
function inOrderOf(wanted: readonly OwnPort[], ports: readonly OwnPort[], context: PairContext): OwnPort[] {
  const open = [...ports];
  const found = wanted.map(({ source }) => {
    const at = open.findIndex((own) => corresponds(source, own.source, context));
    return at < 0 ? null : open.splice(at, 1);
  });
  return [...found.flatMap((own) => own ?? open.splice(0, 1)), ...open];
}

function comparePort(
  { a: from, b: to, port }: PortPair,
  a: FlatNode,
  b: FlatNode,
  context: PairContext,
): Observation[] {
  const noun = nounOf(a, port);
  const verb = noun.one === noun.many ? 'are' : 'is';
  if (from.kind === 'constant' && to.kind === 'constant') return compareTensors(from, to, port, a, b, context);
  if (from.kind === 'constant' && to.kind === 'none')
    return [{ kind: 'nodes', node: b, sentence: `the ${noun.one} of … ${verb} dropped` }];
  if (from.kind === 'none' && to.kind === 'constant')
    return [{ kind: 'nodes', node: b, sentence: `the ${noun.one} of … ${verb} new` }];
  if (from.kind === 'constant' || to.kind === 'constant') {
    const made = from.kind === 'constant' ? 'computed instead of constant' : 'constant instead of computed';
    // What makes it is told as added or removed nodes.
    return isNewOnEitherSide(from, to, context)
      ? []
      : [{ kind: 'wiring', node: b, sentence: `input ${port} of … is ${made}` }];
  }
  if (corresponds(from, to, context) || isNewOnEitherSide(from, to, context)) return [];
  if (from.kind === 'none' || to.kind === 'none')
    return [{ kind: 'wiring', node: b, sentence: `input ${port} of … is ${from.kind === 'none' ? 'new' : 'dropped'}` }];
  return [{ kind: 'wiring', node: b, sentence: `input ${port} of … is another value` }];
}

function compareTensors(
  from: Source & { kind: 'constant' },
  to: Source & { kind: 'constant' },
  port: number,
  a: FlatNode,
  b: FlatNode,
  context: PairContext,
): Observation[] {
  const known = context.compared.get(from.tensor)?.get(to.tensor);
  const found = known === undefined ? compareOnce(from, to, a, port, context) : known;
  if (known === undefined) {
    const others = context.compared.get(from.tensor) ?? new Map<object, Compared>();
    context.compared.set(from.tensor, others.set(to.tensor, found));
  }
  if (found === null) return [];
  const noun = nounOf(a, port);
  if (found === 'unread')
    return [
      {
        kind: 'unread',
        node: b,
        sentence: `${noun.many} of … were not compared: they are stored in a way that is not read here`,
      },
    ];
  const kind = noun.learned ? 'weights' : 'constant';
  if ('key' in found) return [{ kind, node: b, noun, description: found }];
  return [{ kind, node: b, name: noun.one, ...found }];
}

function compareOnce(
  from: Source & { kind: 'constant' },
  to: Source & { kind: 'constant' },
  node: FlatNode,
  port: number,
  { files, last }: PairContext,
): Compared {
  const [x, y] = [files.a.constant(from.tensor), files.b.constant(to.tensor)];
  if (x === null || y === null || isUnread(x) || isUnread(y)) return 'unread';
  const named = (axis: number) => {
    const name = axisName(node, port, axis, x.shape.length);
    return last.has(node) && (name === 'outputs' || name === 'elements') ? 'labels' : name;
  };
  return compareConstants(x, y, named);
}

const isUnread = ({ size, dtype, strings }: ConstantData) => (dtype === 'string' ? strings === null : size < 0);

/** Which inputs stand in each other's place: both, or what the two branches return. */
function exchangedInputs({ op }: FlatNode, ports: readonly PortPair[], context: PairContext): string | null {
  const isAlike = (a: Source, b: Source) =>
    corresponds(a, b, context) || (a.kind === 'constant' && b.kind === 'constant');
  const own = op === 'If' ? ports.slice(1) : ports;
  const half = own.length / 2;
  const pairs = own.slice(0, half).map((one, place) => ({ one, other: own[place + half] }));
  if (half !== pairs.length || half === 0 || (op !== 'If' && half > 1)) return null;
  const areExchanged =
    pairs.every(({ one, other }) => other !== undefined && isAlike(one.a, other.b) && isAlike(other.a, one.b)) &&
    pairs.some(({ one }) => !isAlike(one.a, one.b));
  if (!areExchanged) return null;
  return op === 'If' ? 'the two branches' : 'the two inputs';
}

function corresponds(a: Source, b: Source, { pairs }: PairContext): boolean {
  if (a.kind === 'node') return b.kind === 'node' && pairs.get(a.node) === b.node && a.output === b.output;
  if (a.kind === 'input') return b.kind === 'input' && a.key === b.key;
  return a.kind === b.kind && a.kind === 'none';
}

/** It is made by a node that only one of the models has: that node is told. */
function isNewOnEitherSide(a: Source, b: Source, { pairs, paired }: PairContext): boolean {
  return (a.kind === 'node' && !pairs.has(a.node)) || (b.kind === 'node' && !paired.has(b.node));
}
