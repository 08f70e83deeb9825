/** What running a found operator alone takes: the values that it reads and makes. */
import { Malformed } from '../bytes/malformed.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { namesReadBy } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { FoundOperator } from '../search/found-operator.js';
import { readFromAround, type ValueGraph } from '../search/value-graph.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { AloneRuns } from './alone-runs.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { LocatedOperator } from './located-operator.js';
import type { ReferenceValues } from './reference-values.js';

/** A model in which operators were found. */
export interface SearchedModel {
  readonly suspect: LayerSuspect;
  readonly model: onnx.ModelProto.$Properties;
  readonly graph: ValueGraph;
  readonly reference: Pick<ReferenceValues, 'know' | 'read'>;
  readonly alone: Pick<AloneRuns, 'made'>;
  /** Of the model, by the names in the graph. */
  readonly inputs: Values;
}

export async function operatorValues(
  { operator, together }: Pick<FoundOperator, 'operator' | 'together'>,
  { suspect, model, graph, reference, alone, inputs }: SearchedModel,
): Promise<LocatedOperator & { readonly noise: ReadonlyMap<string, Noise | null> }> {
  const { node, index, reads, makes } = operator;
  const group = [...together, operator];
  const own = new Set(group.flatMap((one) => one.makes));
  const names = [...new Set(group.flatMap((one) => namesReadBy(one.node)))].filter((name) => !own.has(name));
  const weights = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
  const computed = names.filter((name) => !weights.has(name) && !Object.hasOwn(inputs, name));
  // Constants are not known yet.
  await reference.know(computed);
  const known = await reference.read([...computed, ...makes]);
  const find = (name: string): Value | undefined => {
    const weight = weights.get(name);
    return weight === undefined ? (known.get(name)?.tensor ?? inputs[name]) : tensorOf(weight);
  };
  const pick = (wanted: readonly string[]): Values =>
    Object.fromEntries(
      wanted.flatMap((name) => {
        const value = find(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    node,
    index,
    of: graph.nodes,
    inputs: pick(names),
    expected: pick(makes),
    candidate: alone.made(together.length === 0 ? reads : readFromAround(group), makes),
    sigma: Object.fromEntries(makes.map((name) => [name, known.get(name)?.noise ?? null])),
    noise: new Map([...known].map(([name, { noise }]) => [name, noise])),
    model: suspect.onnx,
    steps: suspect.steps,
    column: suspect.column,
    case: suspect.case.name,
  };
}

/** Undefined for a type that only its operator understands. */
function tensorOf(weight: onnx.TensorProto.$Properties): Value | undefined {
  try {
    return tensorOfProto(weight);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
