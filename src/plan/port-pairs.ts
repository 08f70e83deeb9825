/** Which inputs and outputs of two forms belong together where their names do not say so. */
import type { Form } from '../discover/form.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port, ValueType } from '../types.js';
import { ownName } from '../values/correspondence.js';

/** What neither names nor the names map of a form connect. */
export interface UnmatchedPorts {
  /** Of the first form. */
  readonly missing: readonly Port[];
  /** Of the other form. */
  readonly extra: readonly Port[];
}

export interface PortPairs {
  /** The first form's name, then the other form's. */
  readonly pairs: readonly (readonly [string, string])[];
  /** False: several pairings fit, and the pairs follow the order in the files. */
  readonly sure: boolean;
}

/** The inputs, or the outputs, of a first form and of another form that do not meet. */
export function unmatchedPorts(
  wanted: readonly Port[],
  own: readonly Port[],
  { names }: Pick<Form, 'names'>,
): UnmatchedPorts {
  const called = wanted.map(({ name }) => ownName(names, name));
  return {
    missing: wanted.filter(
      ({ type }, place) =>
        called[place] !== null && type.kind !== 'optional' && !own.some(({ name }) => name === called[place]),
    ),
    extra: own.filter(({ name, type }) => type.kind !== 'optional' && !called.includes(name)),
  };
}

/**
 * The names that belong together by their types, or else by their order; null where types and numbers do not fit.
 * @param mayBe whether two types may be the same
 */
export function pairsOf({ missing, extra }: UnmatchedPorts, mayBe: typeof typesFit = typesFit): PortPairs | null {
  if (missing.length !== extra.length) return null;
  const fitting = missing.map((port) => extra.filter((other) => mayBe(port.type, other.type)));
  if (fitting.every((found) => found.length === 1) && new Set(fitting.flat()).size === extra.length)
    return { pairs: missing.map(({ name }, place) => [name, fitting[place]?.[0]?.name ?? '']), sure: true };
  if (missing.some(({ type }, place) => !mayBe(type, extra[place]?.type ?? type))) return null;
  return { pairs: missing.map(({ name }, place) => [name, extra[place]?.name ?? '']), sure: false };
}

/** Whether the types may be the same: element type, rank and fixed sizes. */
export function typesFit(one: ValueType, other: ValueType): boolean {
  if (one.kind !== 'tensor' || other.kind !== 'tensor') return typeInWords(one) === typeInWords(other);
  if (one.dtype !== other.dtype) return false;
  const [own, others] = [one.shape, other.shape];
  if (own === null || others === null) return true;
  return (
    own.length === others.length &&
    own.every((size, axis) => typeof size !== 'number' || typeof others[axis] !== 'number' || size === others[axis])
  );
}
