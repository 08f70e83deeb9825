/** Outputs of a model, by the names of its first form. */
import type { Loadable } from '../convert/loadable.js';
import type { FoundOperator } from '../search/found-operator.js';
import { operatorsBehind, type ValueGraph } from '../search/value-graph.js';
import type { ReferenceValues } from './reference-values.js';

type Names = Pick<Loadable, 'names'>;

/** Those that rounding decides: the reference itself makes them otherwise when everything moves by a unit in the last place. */
export async function undecidedOutputs(
  { outputs }: Pick<ValueGraph, 'outputs'>,
  reference: Pick<ReferenceValues, 'read'>,
  { names }: Names,
): Promise<string[]> {
  const first = new Map(Object.entries(names).map(([name, own]) => [own, name] as const));
  const known = await reference.read(outputs);
  return [...known].flatMap(([name, value]) => (value.moved === null ? [] : [first.get(name) ?? name])).sort();
}

/** Those that the operators have a part in. */
export function outputsBehind(
  graph: Pick<ValueGraph, 'operators' | 'outputs'>,
  found: readonly Pick<FoundOperator, 'operator'>[],
  { names }: Names,
): string[] {
  const first = new Map(Object.entries(names).map(([name, own]) => [own, name] as const));
  const theirs = new Set(found.map(({ operator }) => operator.index));
  return graph.outputs
    .filter((name) => operatorsBehind(graph, [name]).some(({ index }) => theirs.has(index)))
    .map((name) => first.get(name) ?? name)
    .sort();
}
