/** What was found as plain data, for the results document. */

import { formatMagnitude } from '../number-format.js';
import { textOf } from '../onnx/attributes.js';
import { isStandard } from '../onnx/element-types.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { ResultLocated, ResultLocatedOperator, ResultOperator } from '../results/located-schema.js';
import { flatRise } from '../search/flat-rise.js';
import type { FoundOperator } from '../search/found-operator.js';
import type { OperatorSearch } from '../search/search-operators.js';
import { type Sight, worstRatio } from '../search/sight.js';
import type { Operator, ValueGraph } from '../search/value-graph.js';
import { toReal } from '../tensor/real.js';
import type { LayerSuspect } from './layer-suspect.js';

export interface SearchedGraph extends Pick<OperatorSearch, 'found' | 'sight'> {
  readonly graph: ValueGraph;
  /** Parts that were run. */
  readonly parts: number;
  /** Whether the column computed the same when it ran the same again; null where that is not known. */
  readonly repeats: boolean | null;
  /** Type of a value in words; null where it is unknown. */
  typeOf(name: string): string | null;
}

type About = Pick<LayerSuspect, 'form' | 'step' | 'case' | 'reference' | 'against'>;

export function describeLocated(
  about: About,
  { graph, parts, repeats, found, sight, typeOf }: SearchedGraph,
): ResultLocated {
  const flat = flatRise(found, graph);
  return {
    form: about.form,
    step: about.step,
    case: about.case.name,
    reference: about.reference.runtime.id,
    against: about.against,
    ...(repeats === false && { repeats }),
    nodes: graph.nodes,
    parts,
    operators: found.map((one) => operatorInWords(one, sight, typeOf, repeats !== false)),
    flat: flat === null ? null : toReal(flat),
    depth: depthOf(graph, sight, found),
  };
}

function operatorInWords(
  found: FoundOperator,
  sight: Sight,
  typeOf: SearchedGraph['typeOf'],
  repeats: boolean,
): ResultLocatedOperator {
  const { operator, by, before, after, bits, alone, constantsHeld, fails, together, between } = found;
  const { node, makes } = operator;
  const real = (value: number | null) => (value === null ? null : toReal(value));
  // What computes its constants may be what is wrong, unless it is among the operators, or not needed.
  const own = new Set(together.flatMap((one) => one.makes));
  const isKnown = constantsHeld === true || operator.computedConstants.every((name) => own.has(name));
  const types = (names: readonly string[]) => names.flatMap((name) => typeOf(name) ?? []);
  return {
    ...named(
      operator,
      makes.find((name) => sight.get(name)?.wrong === true),
    ),
    by,
    before: real(before),
    after: real(after),
    bits: real(bits),
    certain: repeats && fails !== true && (alone === true || together.length > 0) && isKnown,
    together: together.map((one) => named(one)),
    ...(constantsHeld === false && together.length > 0 && { constants: true as const }),
    ...(fails === true && { fails }),
    between: between.map((one) => named(one)),
    inputs: types((node.input ?? []).filter((name) => name !== '')),
    outputs: types(makes),
    attributes: (node.attribute ?? []).flatMap(attributeInWords),
  };
}

/** @param wrong of what it makes, after which it is named where it has no name */
export function named({ node, index }: Operator, wrong?: string): ResultOperator {
  const { name, opType, domain, output } = node;
  const type = isStandard(node) ? (opType ?? '') : `${domain ?? ''}.${opType ?? ''}`;
  return { name: name || (wrong ?? output?.[0] ?? ''), type, index };
}

/** Numbers of a list that are shown. */
const MOST_NUMBERS = 8;

/** Tensors and graphs are left out. */
function attributeInWords(attribute: onnx.AttributeProto.$Properties): string[] {
  const { name = '', type, f, i, floats, ints, strings } = attribute;
  const list = (values: readonly unknown[]) =>
    `[${values.slice(0, MOST_NUMBERS).join(', ')}${values.length > MOST_NUMBERS ? ', …' : ''}]`;
  switch (type) {
    case 1:
      return [`${name} ${formatMagnitude(f ?? 0)}`];
    case 2:
      return [`${name} ${Number(i ?? 0)}`];
    case 3:
      return [`${name} ${textOf(attribute) ?? ''}`];
    case 6:
      return [`${name} ${list((floats ?? []).map(formatMagnitude))}`];
    case 7:
      return [`${name} ${list((ints ?? []).map(Number))}`];
    case 8:
      return [`${name} ${list((strings ?? []).map((text) => new TextDecoder().decode(text)))}`];
    default:
      return [];
  }
}

/** Points of the picture. */
const MOST_POINTS = 240;

/** The worst of what each node makes, in order; where there are too many, evenly, with those that were found. */
function depthOf({ operators }: ValueGraph, sight: Sight, found: readonly FoundOperator[]): ResultLocated['depth'] {
  const points = operators.flatMap(({ index, makes }) => {
    const ratio = worstRatio(sight, makes);
    return ratio === null ? [] : [{ index, ratio: toReal(ratio) }];
  });
  const step = Math.ceil(points.length / MOST_POINTS);
  const kept = new Set(found.map(({ operator }) => operator.index));
  return points.filter(({ index }, place) => place % step === 0 || kept.has(index));
}
