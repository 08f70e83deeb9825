import { groupBy } from '../group-by.js';
import type { FlatNode } from './flat-graph.js';
import { KINDS, type Kind, type Observation } from './observation.js';
import { operators, shown } from './shown.js';

/** What has changed between two models in one way, at one or more places. */
export interface Change {
  readonly kind: Kind;
  /** In words, with its places: a clause, without a full stop. */
  readonly text: string;
  /** Nodes at which it occurs; 0 for what has no place. */
  readonly count: number;
  /** The first of these nodes, as in `Conv conv1`. */
  readonly places: readonly string[];
}

/** Nodes that are listed in a change. */
const MOST_PLACES = 5;
/** Nodes that are named in a sentence. */
const MOST_NAMED = 2;

/** What was observed, alike things told together, in the order of their kinds and then of the graph. */
export function changesOf(observations: readonly Observation[]): readonly Change[] {
  const groups = [...groupBy(observations, keyOf).values()];
  return groups
    .map(changeOf)
    .map((change, index) => ({ change, index }))
    .sort((a, b) => KINDS.indexOf(a.change.kind) - KINDS.indexOf(b.change.kind) || a.index - b.index)
    .map(({ change }) => change);
}

function keyOf(one: Observation): string {
  if ('description' in one) return JSON.stringify([one.kind, one.noun.learned, one.description.key]);
  if ('name' in one) return JSON.stringify([one.kind, one.node.op, one.name, one.from, one.to]);
  return JSON.stringify([one.kind, one.sentence]);
}

function changeOf(group: readonly [Observation, ...Observation[]]): Change {
  const [first] = group;
  const nodes = [...new Set(group.flatMap(({ node }) => (node === null ? [] : [node])))];
  return {
    kind: first.kind,
    text: textOf(group, nodes),
    count: nodes.length,
    places: nodes.slice(0, MOST_PLACES).map(({ op, name }) => `${shown(op)} ${shown(name)}`.trim()),
  };
}

function textOf(group: readonly [Observation, ...Observation[]], nodes: readonly FlatNode[]): string {
  const [first] = group;
  if ('name' in first) return `${first.name} ${first.from} → ${first.to} in ${placesInWords(nodes)}`;
  if (!('description' in first))
    return first.sentence.replace('@…', () => namesInWords(nodes)).replace('…', () => placesInWords(nodes));
  const described = group.flatMap((one) => ('description' in one ? [one] : []));
  const size = Math.max(...described.map(({ description }) => description.size));
  const nouns = [...new Set(described.map(({ noun }) => noun))];
  const isPlural = described.length > 1 || nouns.every(({ one, many }) => one === many);
  const named = nouns.map(({ one, many }) => (isPlural && nodes.length > 1 ? many : one)).join(' and ');
  const subject = nodes.length > 1 ? named : `the ${named}`;
  const places = first.noun.learned && nodes.length > MOST_NAMED ? `${nodes.length} layers` : placesInWords(nodes);
  return `${subject} of ${places} ${first.description.say(isPlural, size)}`;
}

/** At `act1` and `act2`, or in 12 places. */
function namesInWords(nodes: readonly FlatNode[]): string {
  if (nodes.length > MOST_NAMED) return `in ${nodes.length} places`;
  return `at ${nodes.map(({ name }) => `\`${shown(name)}\``).join(' and ')}`;
}

/** Conv `conv1` and Conv `conv2`, or 12 Convs. */
function placesInWords(nodes: readonly FlatNode[]): string {
  if (nodes.length <= MOST_NAMED)
    return nodes.map(({ op, name }) => (name === '' ? shown(op) : `${shown(op)} \`${shown(name)}\``)).join(' and ');
  const byOp = [...groupBy(nodes, ({ op }) => op)].map(([op, group]) => operators(op, group.length));
  return byOp.length <= MOST_NAMED + 1 ? byOp.join(' and ') : `${nodes.length} nodes`;
}
