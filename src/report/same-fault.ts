import type { ResultCell, ResultOutput, ResultRuntime } from '../results/schema.js';
import { fromReal, type Real } from '../tensor/real.js';
import { failingOutputs } from './outcome.js';

/** Two distances that differ by less than this part of them come from one fault: kernels that round differently make as much. */
const SAME = 0.02;

/**
 * Whether two cells show one fault: the same model on columns of one engine, wrong in the same outputs, by as much, and
 * furthest off at the same place. Columns of one engine with other options or another binding share its faults. Two
 * operators that end in the same numbers, as where both choose the other branch, are two faults.
 */
export function isSameFault(a: ResultCell, b: ResultCell, runtimes: readonly ResultRuntime[]): boolean {
  if (a.model !== b.model || a.state !== 'drift' || b.state !== 'drift') return false;
  if (engineOf(a, runtimes) !== engineOf(b, runtimes) || beginElsewhere(a, b)) return false;
  const [own, other] = [failingOutputs(a.outputs), failingOutputs(b.outputs)];
  return (
    own.length > 0 &&
    own.length === other.length &&
    own.every((one) => {
      const twin = other.find(({ name, case: id, form }) => name === one.name && id === one.case && form === one.form);
      return twin !== undefined && isSameDrift(one, twin);
    })
  );
}

/** Whether both were searched, and other operators were found. */
function beginElsewhere({ located: a }: ResultCell, { located: b }: ResultCell): boolean {
  if (a === undefined || b === undefined || a.form !== b.form) return false;
  return a.operators[0]?.index !== b.operators[0]?.index;
}

function engineOf({ runtime }: ResultCell, runtimes: readonly ResultRuntime[]): string {
  const column = runtimes.find(({ id }) => id === runtime);
  return column?.engine ?? column?.adapter ?? runtime;
}

/** Without a place nothing was compared: then there are no numbers that could be the same. */
function isSameDrift(a: ResultOutput, b: ResultOutput): boolean {
  if (a.worst === null || b.worst === null || a.worst.index.join() !== b.worst.index.join()) return false;
  if (a.rmse === null || b.rmse === null) return a.rmse === b.rmse && a.mismatched === b.mismatched && isEqual(a, b);
  return isNear(a.rmse, b.rmse) && isNear(a.maxAbs, b.maxAbs);
}

function isEqual({ worst: a }: ResultOutput, { worst: b }: ResultOutput): boolean {
  return a?.candidate === b?.candidate && a?.reference === b?.reference;
}

function isNear(a: Real | null, b: Real | null): boolean {
  if (a === null || b === null) return a === b;
  const [one, other] = [fromReal(a), fromReal(b)];
  return Object.is(one, other) || Math.abs(one - other) <= SAME * Math.max(Math.abs(one), Math.abs(other));
}
