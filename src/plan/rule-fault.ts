import { boundRule, type ToleranceSpec } from '../compare/tolerance-spec.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { DType } from '../tensor/dtype.js';
import type { Dimension, Port, ValueType } from '../types.js';

interface Leaf {
  readonly dtype: DType;
  /** Null: not even the rank is known. */
  readonly shape: readonly Dimension[] | null;
}

/**
 * Why a rule cannot judge an output of this declared type; null when it can, or when that is not known yet.
 * For sequences and maps: null when it can judge one of the tensors inside.
 * @param outputs all outputs of the model; null when they are not known
 */
export function ruleFault(spec: ToleranceSpec, type: ValueType, outputs: readonly Port[] | null): string | null {
  const rule = boundRule(spec);
  const faults = leavesOf(type).map(
    ({ dtype, shape }) =>
      rule.dtypeFault(dtype) ?? missingOutput(rule.others, outputs) ?? (shape === null ? null : rule.shapeFault(shape)),
  );
  return faults.includes(null) ? null : (faults[0] ?? null);
}

function leavesOf(type: ValueType): readonly Leaf[] {
  switch (type.kind) {
    case 'tensor':
      return [type];
    case 'sequence':
    case 'optional':
      return leavesOf(type.item);
    case 'map':
      return [{ dtype: type.key, shape: null }, ...leavesOf(type.value)];
  }
}

/** The first output that a rule names and the model does not have. */
function missingOutput(named: readonly string[], outputs: readonly Port[] | null): string | null {
  const names = outputs?.map(({ name }) => name) ?? named;
  const missing = named.find((name) => !names.includes(name));
  return missing === undefined
    ? null
    : `the model has no output ${JSON.stringify(missing)}${didYouMean(missing, names)}`;
}
