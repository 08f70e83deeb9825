/** What was found as plain data, for the results document. */

import { formatMagnitude } from '../number-format.js';
import { textOf } from '../onnx/attributes.js';
import { isStandard } from '../onnx/element-types.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { ResultLocated, ResultLocatedOperator } from '../results/located-schema.js';
import { toReal } from '../tensor/real.js';
import { flatRise } from './flat-rise.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { FoundOperator, OperatorSearch } from './search-operators.js';
import { type Sight, worstRatio } from './sight.js';
import type { Operator, ValueGraph } from './value-graph.js';

export interface SearchedGraph extends Pick<OperatorSearch, 'found' | 'sight'> {
  readonly graph: ValueGraph;
  /** Parts that were run. */
  readonly parts: number;
  /** Type of a value in words; null where it is unknown. */
  typeOf(name: string): string | null;
}

type About = Pick<LayerSuspect, 'form' | 'step' | 'case' | 'reference' | 'against'>;

export function describeLocated(about: About, { graph, parts, found, sight, typeOf }: SearchedGraph): ResultLocated {
  const flat = flatRise(found, graph);
  return {
    form: about.form,
    step: about.step,
    case: about.case.name,
    reference: about.reference.runtime.id,
    against: about.against,
    nodes: graph.nodes,
    parts,
    operators: found.map((one) => operatorInWords(one, sight, typeOf)),
    flat: flat === null ? null : toReal(flat),
    depth: depthOf(graph, sight, found),
  };
}

function operatorInWords(found: FoundOperator, sight: Sight, typeOf: SearchedGraph['typeOf']): ResultLocatedOperator {
  const { operator, by, before, after, bits, alone, together, between } = found;
  const { node, makes, computedConstants } = operator;
  const real = (value: number | null) => (value === null ? null : toReal(value));
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
    certain: (alone === true || together.length > 0) && computedConstants.length === 0,
    together: together.map((one) => named(one)),
    between: between.map((one) => named(one)),
    inputs: types((node.input ?? []).filter((name) => name !== '')),
    outputs: types(makes),
    attributes: (node.attribute ?? []).flatMap(attributeInWords),
  };
}

/** @param wrong of what it makes, after which it is named where it has no name */
function named({ node, index }: Operator, wrong?: string) {
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
