import { didYouMean } from '../config/did-you-mean.js';
import { type IndexSpec, partsOf, type SetSpec, type ToleranceSpec } from '../config/tolerance-spec.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import type { Dimension, Port, ValueType } from '../types.js';

interface Leaf {
  readonly dtype: DType;
  /** Null: not even the rank is known. */
  readonly shape: readonly Dimension[] | null;
}

const ULP_DTYPES: readonly DType[] = ['float16', 'bfloat16', 'float32', 'float64'];

/**
 * Why a rule cannot judge an output of this declared type, in words; null when it can, or when that is not known yet.
 * For sequences and maps: null when it can judge one of the tensors inside.
 * @param outputs all outputs of the model; null when they are not known
 */
export function ruleFault(rule: ToleranceSpec, type: ValueType, outputs: readonly Port[] | null): string | null {
  const faults = leavesOf(type).map((leaf) => leafFault(rule, leaf, outputs));
  return faults.includes(null) ? null : (faults[0] ?? null);
}

/** Whether a rule can judge elements of this type; one that cannot gives way to `auto`, which is exact but for floats. */
export function fitsDType(rule: ToleranceSpec, dtype: DType): boolean {
  return dtypeFault(rule, dtype) === null;
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

function dtypeFault(rule: ToleranceSpec, dtype: DType): string | null {
  const { kind } = DTYPES[dtype];
  const number = kind === 'float' || kind === 'integer';
  if (rule === 'auto' || rule === 'exact') return null;
  if ('ulp' in rule)
    return ULP_DTYPES.includes(dtype) ? null : `ulp is for ${ULP_DTYPES.join(', ')}, and this is ${dtype}`;
  if ('cosine' in rule) return kind === 'float' ? null : `cosine is for floats, and this is ${dtype}`;
  if ('topk' in rule) return number ? null : `topk is for scores, and this is ${dtype}`;
  if ('index' in rule) return kind === 'integer' ? null : `index is for integers, and this is ${dtype}`;
  if ('set' in rule) return number ? null : `set is for numbers, and this is ${dtype}`;
  if ('quantised' in rule)
    return number ? null : `quantised is for integers, and floats that were ones, and this is ${dtype}`;
  if (kind === 'float' || kind === 'complex') return null;
  const instead = kind === 'integer' ? '; integers are equal, or `quantised` steps apart' : '';
  return `atol and rtol are for floats, and this is ${dtype}${instead}`;
}

function leafFault(rule: ToleranceSpec, { dtype, shape }: Leaf, outputs: readonly Port[] | null): string | null {
  const fault = dtypeFault(rule, dtype);
  if (fault !== null || rule === 'auto' || rule === 'exact') return fault;
  if ('index' in rule) return indexFault(rule.index, outputs);
  if ('set' in rule) return setFault(rule.set, shape, outputs);
  if (shape === null) return null;
  if ('topk' in rule) {
    const size = sizeAt(shape, rule.axis);
    if (size === undefined) return `there is no axis ${rule.axis}: the output has ${shape.length}`;
    if (typeof size === 'number' && size <= rule.topk)
      return `the axis has ${size} scores, so the ${rule.topk} best of them say nothing`;
  }
  if ('cosine' in rule && rule.axis !== undefined && sizeAt(shape, rule.axis) === undefined)
    return `there is no axis ${rule.axis}: the output has ${shape.length}`;
  return null;
}

function sizeAt(shape: readonly Dimension[], axis: number): Dimension | undefined {
  return shape.at(axis);
}

function indexFault({ of, beside }: IndexSpec, outputs: readonly Port[] | null): string | null {
  const other = of ?? beside;
  return other === undefined ? null : missingOutput(other, outputs);
}

function setFault(spec: SetSpec, shape: readonly Dimension[] | null, outputs: readonly Port[] | null): string | null {
  for (const part of partsOf(spec)) {
    const fault = missingOutput(part, outputs);
    if (fault !== null) return fault;
  }
  if (shape === null) return null;
  if (shape.length < 2) return 'detections need two axes: one row each, with the box in its columns';
  const columns = shape.at(-1);
  const last = Math.max(
    spec.boxes + 3,
    ...[spec.score, spec.class, spec.image].flat().filter((column) => typeof column === 'number'),
  );
  if (typeof columns === 'number' && last >= columns)
    return `column ${last} is asked for, and the last axis has ${columns} (counted from 0)`;
  return null;
}

function missingOutput(name: string, outputs: readonly Port[] | null): string | null {
  if (outputs === null || outputs.some((port) => port.name === name)) return null;
  const names = outputs.map((port) => port.name);
  return `the model has no output ${JSON.stringify(name)}${didYouMean(name, names)}`;
}
