import { z } from 'zod';

/** JSON has no NaN and no infinities, and a result may be one: they are written as strings. */
export const real = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);

export type Real = z.infer<typeof real>;

/** A number as JSON can hold it. */
export function toReal(value: number): Real {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** The number that this notation stands for. */
export function fromReal(value: Real): number {
  return Number(value);
}
