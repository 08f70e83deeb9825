import { DTYPES, type DType } from '../tensor/dtype.js';
import type { Port, ValueType } from '../types.js';
import { type NamesMap, ownName } from '../values/correspondence.js';
import type { PortChange, PortChanges } from '../values/port-change.js';
import { type Form, isReduced, signatureOfForm } from './form.js';

/** An input or output that is a float in the first form and has another type in a further one. */
export interface OtherType {
  /** This form's name. */
  readonly name: string;
  readonly from: DType;
  readonly to: DType;
}

/**
 * How the inputs and outputs of a further form differ from those of the first: in the order of axes, as the config says,
 * and in the width of floats, which are cast on their way in and out. A coarser form is cast only if it is declared to be
 * reduced: else nobody meant its numbers to be judged as such.
 * @param layouts by the first form's name: its axes in the order of this form
 */
export function ownChanges(first: Form, form: Form, layouts: Readonly<Record<string, readonly number[]>>): PortChanges {
  const changes = new Map<string, PortChange>();
  for (const [name, axes] of Object.entries(layouts)) changes.set(ownName(form.names, name) ?? name, { axes });
  for (const { name, from, to } of otherFloats(first, form))
    if (isReduced(form) || !isCoarser(to, from)) changes.set(name, { ...changes.get(name), dtype: { from, to } });
  return Object.fromEntries(changes);
}

/** The inputs and outputs of a form whose floats are coarser than those of the first, though nothing declares it reduced. */
export function undeclaredFloats(first: Form, form: Form): OtherType[] {
  return isReduced(form) ? [] : otherFloats(first, form).filter(({ from, to }) => isCoarser(to, from));
}

/** The inputs of a form that are integers where those of the first are floats, as full-integer quantisation makes them. */
export function quantisedInputs(first: Form, form: Form): OtherType[] {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (form === first || wanted === null || own === null) return [];
  return pairs(wanted.inputs, own.inputs, form.names, integerOf);
}

function otherFloats(first: Form, form: Form): OtherType[] {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (form === first || wanted === null || own === null) return [];
  return [...pairs(wanted.inputs, own.inputs, form.names), ...pairs(wanted.outputs, own.outputs, form.names)];
}

function pairs(wanted: readonly Port[], own: readonly Port[], names: NamesMap, typeOf = floatOf): OtherType[] {
  return wanted.flatMap(({ name, type }) => {
    const called = ownName(names, name);
    const [from, to] = [floatOf(type), typeOf(own.find((port) => port.name === called)?.type)];
    return called === null || from === null || to === null || from === to ? [] : [{ name: called, from, to }];
  });
}

const floatOf = (type: ValueType | undefined): DType | null =>
  type?.kind === 'tensor' && DTYPES[type.dtype].kind === 'float' ? type.dtype : null;

const integerOf = (type: ValueType | undefined): DType | null =>
  type?.kind === 'tensor' && DTYPES[type.dtype].kind === 'integer' ? type.dtype : null;

const isCoarser = (one: DType, other: DType): boolean => DTYPES[one].unitRoundoff > DTYPES[other].unitRoundoff;
