import type { Port, Signature, ValueType } from '../types.js';
import { describeType, type Value, type Values } from './tensor.js';
import { typeInWords } from './type-in-words.js';

/** Size of each symbol so far, and the value that set it. */
type Symbols = Map<string, { readonly size: number; readonly by: string }>;

/**
 * What is wrong with the inputs, in words; empty when they fit. A size of 0 or -1 in the signature means unknown, as
 * some exporters write it.
 */
export function checkInputs(values: Values, signature: Signature): string[] {
  const symbols: Symbols = new Map();
  return [
    ...names('input', values, signature.inputs, (port) => port.type.kind === 'optional'),
    ...signature.inputs.flatMap((port) => {
      const value = Object.hasOwn(values, port.name) ? values[port.name] : undefined;
      return value === undefined ? [] : checkValue(`input ${port.name}`, value, port.type, symbols);
    }),
  ];
}

/**
 * What is wrong with the names and element types of the expected outputs. The comparison checks the rest: a model may
 * declare wrong sizes for its outputs. Where the signature lists none, only a run shows them.
 */
export function checkExpected(values: Values, signature: Signature): string[] {
  if (signature.outputs.length === 0) return [];
  return [
    ...names('expected output', values, signature.outputs, () => false),
    ...signature.outputs.flatMap(({ name, type }) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      return value?.kind === 'tensor' && type.kind === 'tensor' && value.dtype !== type.dtype
        ? [`expected output ${name} is ${describeType(value.dtype, value.shape)}, the model computes ${type.dtype}`]
        : [];
    }),
  ];
}

function names(what: string, values: Values, ports: readonly Port[], mayMiss: (port: Port) => boolean): string[] {
  const missing = ports.filter((port) => !Object.hasOwn(values, port.name) && !mayMiss(port));
  const known = ports.map(({ name }) => name);
  const extra = Object.keys(values).filter((name) => !known.includes(name));
  return [
    ...missing.map(({ name, type }) => `${what} ${name} (${typeInWords(type)}) is missing`),
    ...extra.map((name) => `${what} ${name} is unknown: the model has ${known.join(', ') || 'none'}`),
  ];
}

function checkValue(what: string, value: Value, type: ValueType, symbols: Symbols): string[] {
  if (type.kind === 'optional') return value.kind === 'absent' ? [] : checkValue(what, value, type.item, symbols);
  if (value.kind !== type.kind) return [`${what} is ${kindInWords(value)}, the model expects ${typeInWords(type)}`];
  if (value.kind === 'sequence' && type.kind === 'sequence')
    return value.items.flatMap((item, index) => checkItem(`item ${index} of ${what}`, item, type.item));
  if (value.kind === 'map' && type.kind === 'map')
    return value.keys.dtype === type.key
      ? []
      : [`the keys of ${what} are ${value.keys.dtype}, the model expects ${type.key}`];
  if (value.kind !== 'tensor' || type.kind !== 'tensor') return [];
  const got = describeType(value.dtype, value.shape);
  const problems = value.dtype === type.dtype ? [] : [`${what} is ${got}, the model expects ${type.dtype}`];
  if (type.shape === null) return problems;
  if (value.shape.length !== type.shape.length)
    return [...problems, `${what} is ${got}, the model expects ${typeInWords(type)}: the ranks differ`];
  return [...problems, ...checkSizes(what, value.shape, type, symbols)];
}

/** Items of one sequence may differ in their symbolic sizes. */
function checkItem(what: string, item: Value, type: ValueType): string[] {
  return checkValue(what, item, type, new Map());
}

function checkSizes(
  what: string,
  shape: readonly number[],
  type: Extract<ValueType, { kind: 'tensor' }>,
  symbols: Symbols,
): string[] {
  return (type.shape ?? []).flatMap((dimension, axis) => {
    const size = shape[axis] ?? 0;
    if (typeof dimension === 'number')
      return dimension <= 0 || dimension === size
        ? []
        : [`${what} has size ${size} in dimension ${axis}, the model expects ${dimension} (${typeInWords(type)})`];
    if (dimension === null) return [];
    const bound = symbols.get(dimension);
    if (bound === undefined) symbols.set(dimension, { size, by: what });
    if (bound === undefined || bound.size === size) return [];
    return [`${what} has size ${size} in dimension ${axis}, but ${dimension} is ${bound.size} in ${bound.by}`];
  });
}

function kindInWords(value: Value): string {
  return value.kind === 'tensor'
    ? describeType(value.dtype, value.shape)
    : `a ${value.kind}`.replace('a absent', 'absent');
}
