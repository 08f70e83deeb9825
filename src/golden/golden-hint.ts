import { DTYPES } from '../tensor/dtype.js';
import type { Tensor, Values } from '../tensor/tensor.js';
import type { Port, Signature } from '../types.js';
import type { LoadedCase } from './golden-case.js';

const USUAL = 'fix the golden files; `portability plan` shows the inputs and outputs of the model';

/** What to do about a golden case that does not fit its model, by the way in which it was most likely written. */
export function goldenHint({ name, inputs, expected }: LoadedCase, { inputs: wanted, outputs }: Signature): string {
  const hints = new Set([
    ...hintsFor(inputs, wanted, `${name}.inputs.npz`),
    ...(expected === null || outputs.length === 0 ? [] : hintsFor(expected, outputs, `${name}.outputs.npz`)),
  ]);
  const strays = Object.keys(inputs).filter((one) => isPort(one, outputs) && !isPort(one, wanted));
  if (strays.length > 0 && expected === null)
    hints.add(
      `put ${strays.join(', ')} into ${strays.length === 1 ? 'a file of its' : 'a file of their'} own, ${name}.outputs.npz: this file holds inputs only`,
    );
  const lists = Object.keys(inputs).filter((one) => /^(inputs?|outputs?)$/.test(one) && !isPort(one, wanted));
  if (lists.length > 0)
    hints.add(
      `write one file for the inputs and one for the outputs, with one array by name for each: ${save(`${name}.inputs.npz`, wanted)}`,
    );
  return hints.size === 0 ? USUAL : [...hints].join('; ');
}

function hintsFor(values: Values, ports: readonly Port[], file: string): string[] {
  const missing = ports.filter((port) => !Object.hasOwn(values, port.name));
  const extra = Object.keys(values).filter((name) => !isPort(name, ports));
  const numbered = extra.length > 0 && extra.every((name) => /^arr_\d+$/.test(name));
  const renamed = !numbered && missing.length > 0 && missing.length === extra.length;
  return [
    ...(numbered ? [`np.savez was called without names: ${save(file, ports)}`] : []),
    ...(renamed
      ? [`use the model's own names: ${missing.map(({ name }, index) => `${name} for ${extra[index]}`).join(', ')}`]
      : []),
    ...ports.flatMap((port) => {
      const value = Object.hasOwn(values, port.name) ? values[port.name] : undefined;
      return value?.kind === 'tensor' ? tensorHints(value, port) : [];
    }),
  ];
}

function tensorHints({ dtype, shape }: Tensor, { name, type }: Port): string[] {
  if (type.kind !== 'tensor') return [];
  const numeric = dtype !== 'string' && type.dtype !== 'string' && DTYPES[dtype].kind === DTYPES[type.dtype].kind;
  const lacksBatch =
    type.shape !== null &&
    shape.length === type.shape.length - 1 &&
    shape.every((size, axis) => fits(size, type.shape?.[axis + 1] ?? null));
  return [
    ...(dtype !== type.dtype && numeric ? [`save ${name} as ${type.dtype}: ${name}.astype(np.${type.dtype})`] : []),
    ...(lacksBatch ? [`${name} lacks its first axis, the batch: save ${name}[None]`] : []),
  ];
}

const fits = (size: number, wanted: number | string | null) =>
  typeof wanted !== 'number' || wanted <= 0 || wanted === size;
const isPort = (name: string, ports: readonly Port[]) => ports.some((port) => port.name === name);
const isKeyword = (name: string) => /^[A-Za-z_]\w*$/.test(name);

/** A call that writes a file with the right names. */
function save(file: string, ports: readonly Port[]): string {
  const plain = ports.every(({ name }) => isKeyword(name));
  const given = ports.map(({ name }) => (plain ? `${name}=…` : `${JSON.stringify(name)}: …`)).join(', ');
  return `np.savez(${JSON.stringify(file)}, ${plain ? given : `**{${given}}`})`;
}
