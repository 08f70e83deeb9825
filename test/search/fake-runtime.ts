/** A runtime that computes some operators of a graph wrongly. */

import type { onnx } from '../../src/onnx/proto/onnx.js';
import type { Observe, PartConstants, Seen, Sight } from '../../src/search/sight.js';
import { type ValueGraph, valueGraph } from '../../src/search/value-graph.js';

export type NodeText = string;

/** A graph from lines such as "y = Add(a, b)"; what no line makes is an input, names that start with w are weights. */
export function graphOf(lines: readonly NodeText[], outputs: readonly string[]): onnx.GraphProto.$Properties {
  const node = lines.map((line) => {
    const [, made = '', opType = '', read = ''] = /^(.*) = (\w+)\((.*)\)$/.exec(line) ?? [];
    const names = (text: string) => text.split(', ').filter((name) => name !== '');
    return { opType, name: `the ${made}`, input: names(read), output: names(made) };
  });
  const made = new Set(node.flatMap(({ output }) => output));
  const free = [...new Set(node.flatMap(({ input }) => input))].filter((name) => !made.has(name));
  return {
    node,
    input: free.filter((name) => !name.startsWith('w')).map((name) => ({ name })),
    initializer: free.filter((name) => name.startsWith('w')).map((name) => ({ name, dims: [] })),
    output: outputs.map((name) => ({ name })),
  };
}

export interface Faults {
  /** Values whose operator is wrong by itself. */
  readonly wrong?: readonly string[];
  /** Values whose operator is wrong together with what makes its input, unless that is looked at. */
  readonly fused?: readonly string[];
  /** By value: the value far before it that its operator gets in a wrong layout, unless that or one in between is fed. */
  readonly layouts?: Readonly<Record<string, string>>;
  /** Values whose operator is wrong with constants that the runtime computes itself. */
  readonly sizes?: readonly string[];
  /** Values whose operator alone does not run with constants that the runtime computes itself, and is wrong with them in the graph. */
  readonly unsized?: readonly string[];
  /** It computes these constants wrongly. */
  readonly constants?: readonly string[];
  /** Values of which the runtime does not show what they are. */
  readonly unmeasured?: readonly string[];
  /** It runs nothing of which more values are asked than the model has outputs. */
  readonly closed?: boolean;
  /** It runs nothing of which several values are asked, other than the model's outputs. */
  readonly single?: boolean;
  /** Values that cannot be returned, other than by their operator alone. */
  readonly hidden?: readonly string[];
  /** It returns nothing but the model's outputs. */
  readonly sealed?: boolean;
  /** Significant bits of what is wrong. */
  readonly bits?: number;
}

export interface FakeRuntime {
  readonly graph: ValueGraph;
  readonly observe: Observe;
  /** Every part that ran, as "from > to". */
  readonly parts: string[];
}

export function fakeRuntime(lines: readonly NodeText[], outputs: readonly string[], faults: Faults): FakeRuntime {
  const graph = valueGraph(graphOf(lines, outputs));
  const parts: string[] = [];
  const makers = new Map(graph.operators.flatMap((one) => one.makes.map((name) => [name, one] as const)));
  const isComputed = (name: string, source: string, from: ReadonlySet<string>): boolean =>
    !from.has(name) &&
    (name === source || (makers.get(name)?.reads ?? []).some((read) => isComputed(read, source, from)));
  const isWrong = (name: string, from: ReadonlySet<string>, to: ReadonlySet<string>, about: PartConstants): boolean => {
    const maker = makers.get(name);
    if (maker === undefined || from.has(name)) return false;
    const joined = maker.reads.some((read) => !from.has(read) && !to.has(read));
    if (faults.wrong?.includes(name) === true) return true;
    const constants = maker.computedConstants;
    const computes = from.size === 0 || constants.some((one) => about.computed?.includes(one) === true);
    if (computes && [...(faults.sizes ?? []), ...(faults.unsized ?? [])].includes(name)) return true;
    if (constants.some((one) => faults.constants?.includes(one) === true && about.held?.includes(one) !== true))
      return true;
    const source = faults.layouts?.[name];
    if (source !== undefined && isComputed(name, source, from)) return true;
    if (faults.fused?.includes(name) === true && joined) return true;
    return maker.reads.some((read) => isWrong(read, from, to, about));
  };
  return {
    graph,
    parts,
    async observe(from, to, about = {}) {
      parts.push(`${from.join(' ')} > ${to.join(' ')}`);
      if (faults.closed === true && to.length > outputs.length) return { unseen: 'it cannot be converted' };
      const inner = to.some((name) => !outputs.includes(name));
      // An operator that runs alone is no middle of a graph.
      const alone = to.every((name) => makers.get(name)?.reads.every((read) => from.includes(read)) === true);
      const computes = to.some(
        (name) => faults.unsized?.includes(name) === true && from.length > 0 && (about.computed ?? []).length > 0,
      );
      if (computes) return { unseen: 'it fails' };
      if (!alone && to.some((name) => faults.hidden?.includes(name))) return { unseen: 'it cannot return this' };
      if (faults.sealed === true && inner && !alone) return { unseen: 'it returns outputs only' };
      const several = to.length > 1 && !to.every((name) => outputs.includes(name));
      if (faults.single === true && several) return { unseen: 'it cannot return several' };
      const given = new Set(from);
      const asked = new Set(to);
      const seen = to.flatMap((name) => {
        if (faults.unmeasured?.includes(name) === true) return [];
        const wrong = isWrong(name, given, asked, about);
        const one: Seen = { ratio: wrong ? 100 : 1, bits: wrong ? (faults.bits ?? 12) : 23, wrong };
        return [[name, one] as const];
      });
      return new Map(seen) as Sight;
    },
  };
}

/** All values in one look. */
export const oneSlice = ({ graph }: FakeRuntime): string[][] => [graph.operators.flatMap(({ makes }) => makes)];
