import type { Precision } from '../types.js';

export interface Arithmetic {
  readonly id: string;
  readonly name: string;
  /** Precision to declare for it. */
  readonly declare: Precision;
  /** Processor flags that offer it. */
  readonly isa: RegExp;
}
const BFLOAT16: Arithmetic = { id: 'runs-in-bfloat16', name: 'bfloat16', declare: 'bf16', isa: /bf16/ };
const FLOAT16: Arithmetic = { id: 'runs-in-float16', name: 'float16', declare: 'f16', isa: /fp16|fphp|asimdhp/ };
const TF32: Arithmetic = { id: 'runs-in-tf32', name: 'tf32', declare: 'tf32', isa: /$^/ };

/** Arithmetic by the names that runtimes report. */
export const REPORTED: ReadonlyMap<string, Arithmetic> = new Map([
  ['bf16', BFLOAT16],
  ['bfloat16', BFLOAT16],
  ['f16', FLOAT16],
  ['fp16', FLOAT16],
  ['float16', FLOAT16],
  ['tf32', TF32],
]);

/** Effective bits that an arithmetic leaves, coarsest first. */
export const FINGERPRINTS: readonly (Arithmetic & { readonly from: number; readonly to: number })[] = [
  { ...BFLOAT16, from: 8.5, to: 11 },
  { ...FLOAT16, name: 'float16 or tf32', from: 11, to: 13.2 },
  { ...FLOAT16, id: 'float16-weights', name: 'float16 weights, or tf32', from: 13.2, to: 14.8 },
];
