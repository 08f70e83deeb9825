/** How inputs and outputs of a form differ from those of the first form; conversion of values in both directions. */
import type { Value, Values } from '../tensor/tensor.js';
import { changeValue, type PortChange, type PortChanges, undoChange } from './port-change.js';
import { type StoredValues, valuesMadeBy } from './stored-values.js';

/** First form's name → this form's name; null: this form does not have it. Names not listed are the same in both. */
export type NamesMap = Readonly<Record<string, string | null>>;

export interface Correspondence {
  readonly names: NamesMap;
  /** By this form's names; no changes when left out. */
  readonly changes?: PortChanges;
}

/** This form's name for `name` of the first form; null where this form does not have it. */
export function ownName(names: NamesMap, name: string): string | null {
  const own = Object.hasOwn(names, name) ? names[name] : undefined;
  return own === undefined ? name : own;
}

/**
 * First form's name → artefact's name, from first form → source and source → artefact. Names that neither changes are
 * left out, as in each of the two.
 */
export function composeNames(form: NamesMap, converter: Readonly<Record<string, string>>): NamesMap {
  const through = (name: string): string => ownName(converter, name) ?? name;
  const mapped = new Set(Object.keys(form));
  // fromEntries: a tensor may be called __proto__.
  return Object.fromEntries([
    ...Object.entries(form).map(([first, own]) => [first, own === null ? null : through(own)] as const),
    ...Object.entries(converter).filter(([own]) => !mapped.has(own)),
  ]);
}

/**
 * Inputs of the first form as this form expects them, under its own names; those that it does not have are left out.
 * @throws RangeError naming the input whose numbers do not fit this form's type
 */
export function toForm(values: Values, { names, changes = {} }: Correspondence): Values {
  const own = Object.entries(values).flatMap(([name, value]) => {
    const called = ownName(names, name);
    return called === null ? [] : [[called, changed(called, value, changes, changeValue)] as const];
  });
  return Object.fromEntries(own);
}

/** The same for values that are not read yet; a folder of values that need no change is used as it is. */
export function storedForForm(stored: StoredValues, form: Correspondence): StoredValues {
  if (Object.keys(form.names).length === 0 && Object.keys(form.changes ?? {}).length === 0) return stored;
  return valuesMadeBy(async () => toForm(await stored.read(), form));
}

/**
 * Outputs of this form as the first form has them, still under this form's names. A value of unexpected rank is left
 * unchanged: the comparison reports it.
 */
export function fromForm(values: Values, changes: PortChanges): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, changed(name, value, changes, undoneIfItFits)]),
  );
}

/** The value of one input after the form's change to it, if there is one. @throws RangeError that names the input */
export function changedInput(name: string, value: Value, changes: PortChanges): Value {
  return changed(name, value, changes, changeValue);
}

function changed(name: string, value: Value, changes: PortChanges, change: typeof changeValue): Value {
  const wanted = Object.hasOwn(changes, name) ? changes[name] : undefined;
  if (wanted === undefined) return value;
  try {
    return change(value, wanted);
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`${name}: ${error.message}`);
    throw error;
  }
}

function undoneIfItFits(value: Value, change: PortChange): Value {
  try {
    return undoChange(value, change);
  } catch (error) {
    if (error instanceof RangeError) return value;
    throw error;
  }
}
