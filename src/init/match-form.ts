import { type Form, signatureOfForm } from '../discover/form.js';
import { ownNames } from '../discover/own-names.js';
import { pairsOf, typesFit, unmatchedPorts } from '../plan/port-pairs.js';
import type { Port, ValueType } from '../types.js';
import { type NamesMap, ownName } from '../values/correspondence.js';

/** What a configuration has to say of a further form so that it is compared with the first one. */
export interface FormMatch {
  /** Names that neither are equal nor follow from the files. */
  readonly names: NamesMap;
  /** Outputs that only the further form has. */
  readonly extra: readonly string[];
  /** By the first form's name: its axes in the order of the further form. */
  readonly layouts: Readonly<Record<string, readonly number[]>>;
  /** False: part of it is a guess, to be looked at. */
  readonly sure: boolean;
}

/** Nothing to say. */
const ALIKE: FormMatch = { names: {}, extra: [], layouts: {}, sure: true };

/**
 * Whether a form can be a further form of the same model, by its inputs and outputs, and what has to be said of it; null
 * when it cannot. A form that does not record them can be.
 */
export function matchForm(first: Form, form: Form): FormMatch | null {
  const [wanted, own] = [signatureOfForm(first), signatureOfForm(form)];
  if (wanted === null || own === null) return ALIKE;
  const known = ownNames(first, form);
  const inputs = pairsOf(unmatchedPorts(wanted.inputs, own.inputs, { names: known }), fitsSomehow);
  if (inputs === null) return null;
  const declared = wanted.outputs.length > 0 && own.outputs.length > 0;
  const outputs = declared ? outputsOf(wanted.outputs, own.outputs, known) : { ...ALIKE, pairs: [] };
  if (outputs === null) return null;
  const names = Object.fromEntries([...inputs.pairs, ...outputs.pairs]);
  const layouts = layoutsOf(wanted.inputs, own.inputs, { ...known, ...names });
  const outLayouts = declared ? layoutsOf(wanted.outputs, own.outputs, { ...known, ...names }) : {};
  if (layouts === null || outLayouts === null) return null;
  const all = { ...layouts, ...outLayouts };
  const sure = inputs.sure && outputs.sure && Object.keys(all).length === 0;
  return { names, extra: outputs.extra, layouts: all, sure };
}

interface MatchedOutputs extends Pick<FormMatch, 'extra' | 'sure'> {
  readonly pairs: readonly (readonly [string, string | null])[];
}

/** A form may have more outputs than the first, or fewer. */
function outputsOf(wanted: readonly Port[], own: readonly Port[], names: NamesMap): MatchedOutputs | null {
  const { missing, extra } = unmatchedPorts(wanted, own, { names });
  if (missing.length === 0) return { pairs: [], extra: extra.map(({ name }) => name), sure: true };
  if (missing.length === wanted.length && extra.length === 0) return null;
  if (extra.length === 0) return { pairs: missing.map(({ name }) => [name, null]), extra: [], sure: true };
  const paired = pairsOf({ missing, extra }, fitsSomehow);
  return paired === null ? null : { ...paired, extra: [] };
}

/** The layouts of ports whose axes stand in another order; null where types do not fit in any. */
function layoutsOf(
  wanted: readonly Port[],
  own: readonly Port[],
  names: NamesMap,
): Record<string, readonly number[]> | null {
  const found: [string, readonly number[]][] = [];
  for (const { name, type } of wanted) {
    const other = own.find((port) => port.name === ownName(names, name));
    if (other === undefined || typesFit(type, other.type)) continue;
    const axes = movedChannels(type, other.type);
    if (axes === null) return null;
    found.push([name, axes]);
  }
  return Object.fromEntries(found);
}

const fitsSomehow = (one: ValueType, other: ValueType): boolean =>
  typesFit(one, other) || movedChannels(one, other) !== null;

/** The axes of `one` in the order of `other`, if channels that are first in one of them are last in the other. */
function movedChannels(one: ValueType, other: ValueType): readonly number[] | null {
  if (one.kind !== 'tensor' || other.kind !== 'tensor' || one.shape === null) return null;
  const { shape } = one;
  if (shape.length < 3) return null;
  const middle = shape.map((_, axis) => axis).slice(1, -1);
  const last = shape.length - 1;
  const orders = [
    [0, ...middle.slice(1), last, 1],
    [0, last, ...middle],
  ];
  const fitting = orders.find((axes) => typesFit({ ...one, shape: axes.map((axis) => shape[axis] ?? null) }, other));
  return fitting ?? null;
}
