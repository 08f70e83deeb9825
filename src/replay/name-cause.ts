import type { NoiseByLeaf } from '../noise/noise-floor.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';
import { type Distance, distance } from './distance.js';
import { bytesOfModel, type OperatorAlone, weightOf } from './operator-alone.js';
import type { ReplayContext } from './replay-context.js';
import { runOperator } from './run-operator.js';
import type { Operator, Reading } from './variant.js';
import { VARIANTS } from './variants.js';

/** A misreading that reproduces what a column computed. */
export interface Cause {
  /** Id of the variant. */
  readonly variant: string;
  /** To follow “as if”. */
  readonly asIf: string;
  readonly fix: string | null;
  /** From what it makes to what the column made. */
  readonly distance: Distance;
}

export interface Offered extends Reading {
  readonly variant: string;
  readonly values: Values;
}

/**
 * What the known misreadings of the operator make of its inputs, evaluated on the reference runtime. One that makes what
 * the specification does, within rounding, is not offered: on these inputs it explains nothing.
 * @param candidate what the column made, for misreadings that leave something open
 */
export async function offeredReadings(
  alone: OperatorAlone,
  { values: specified, noise }: { readonly values: Values; readonly noise: NoiseByLeaf },
  candidate: Values,
  context: ReplayContext,
): Promise<Offered[]> {
  const last = operatorOf(alone, alone.nodes, specified, candidate);
  const offered: Offered[] = [];
  for (const { id, readings } of VARIANTS)
    for (const reading of [...readings(last), ...inGroup(alone, specified, candidate, readings)]) {
      const values = await valuesOf(reading, alone, context);
      if (values !== null && !distance(specified, values, { noise }).agree)
        offered.push({ ...reading, variant: id, values });
    }
  return offered;
}

/** Operators of a group that are looked at by themselves. */
const MOST_OF_GROUP = 12;

/** What each operator of a group may be misread as by itself, with the others as they are; none where there is but one. */
function inGroup(
  alone: OperatorAlone,
  specified: Values,
  candidate: Values,
  readings: (operator: Operator) => readonly Reading[],
): Reading[] {
  const { nodes } = alone;
  if (nodes.length === 1) return [];
  return nodes.slice(-MOST_OF_GROUP).flatMap((node) => {
    const own = operatorOf(alone, [node], specified, candidate);
    const place = nodes.indexOf(node);
    return readings(own).flatMap(({ asIf, fix, computed }): Reading[] => {
      if ('values' in computed) return [];
      const whole = [...nodes.slice(0, place), ...computed.nodes, ...nodes.slice(place + 1)];
      const which = `${own.type} \`${node.name || (node.output?.[0] ?? '')}\``;
      return [{ asIf: `in ${which}, ${asIf}`, fix, computed: { ...computed, nodes: whole } }];
    });
  });
}

/** The misreadings that reproduce the candidate within rounding, the closest first. */
export function causesOf(candidate: Values, offered: readonly Offered[], noise: NoiseByLeaf): Cause[] {
  return offered
    .map(({ variant, asIf, fix, values }) => ({ variant, asIf, fix, distance: distance(values, candidate, { noise }) }))
    .filter((cause) => cause.distance.agree)
    .toSorted((a, b) => Number(a.distance.noiseRatio ?? 0) - Number(b.distance.noiseRatio ?? 0));
}

function operatorOf(
  { model, inputs }: OperatorAlone,
  nodes: OperatorAlone['nodes'],
  specified: Values,
  candidate: Values,
): Operator {
  const node = nodes.at(-1) ?? nodes[0];
  const domain = (node.domain ?? '').replace('ai.onnx', '');
  const imported = (model.opsetImport ?? []).find((one) => (one.domain ?? '').replace('ai.onnx', '') === domain);
  const value = (name: string) => {
    const own = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (own !== undefined) return own.dtype === 'string' ? null : own;
    return name === '' ? null : weightOf(model, name);
  };
  return {
    type: `${domain === '' ? '' : `${domain}.`}${node.opType ?? ''}`,
    node,
    nodes,
    opset: Number(imported?.version ?? 1),
    value,
    input: (place) => value(node.input?.[place] ?? ''),
    isWeight: (place) => weightOf(model, node.input?.[place] ?? '') !== null,
    output: (place) => packedOf(specified, node.output?.[place] ?? ''),
    made: (place) => packedOf(candidate, node.output?.[place] ?? ''),
  };
}

function packedOf(values: Values, name: string): PackedTensor | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value?.kind === 'tensor' && value.dtype !== 'string' ? value : null;
}

/** Null when the reference runtime cannot evaluate it. */
async function valuesOf({ computed }: Reading, alone: OperatorAlone, context: ReplayContext): Promise<Values | null> {
  if ('values' in computed) return computed.values;
  const made = await runOperator(
    { bytes: bytesOfModel(read(alone, computed)), inputs: alone.inputs, column: context.reference },
    context,
  );
  return 'fault' in made ? null : made.values;
}

function read(
  alone: OperatorAlone,
  { nodes, constants = [], opset }: Extract<Reading['computed'], { nodes: unknown }>,
): OperatorAlone {
  const { graph, opsetImport } = alone.model;
  const constant = (graph?.node ?? []).filter((node) => !alone.nodes.includes(node));
  const imports = (opsetImport ?? []).map((one) =>
    opset === undefined || (one.domain ?? '').replace('ai.onnx', '') !== '' ? one : { ...one, version: opset },
  );
  const changed: onnx.GraphProto.$Properties = {
    ...graph,
    node: [...constant, ...nodes],
    initializer: [...(graph?.initializer ?? []), ...constants],
  };
  return { ...alone, model: { ...alone.model, opsetImport: imports, graph: changed } };
}
