import { closestName } from '../config/did-you-mean.js';
import { DTYPES } from '../tensor/dtype.js';
import type { Tensor, Values } from '../tensor/tensor.js';
import type { Dimension, Port, Signature } from '../types.js';
import type { LoadedCase } from './golden-case.js';

const USUAL = 'fix the golden files; `portability plan` shows the inputs and outputs of the model';

/** What to do about a golden case that does not fit its model, by the way in which it was most likely written. */
export function goldenHint({ name, inputs, expected }: LoadedCase, { inputs: wanted, outputs }: Signature): string {
  const strays =
    expected === null ? Object.keys(inputs).filter((one) => isPort(one, outputs) && !isPort(one, wanted)) : [];
  const lists = Object.keys(inputs).filter((one) => /^(inputs?|outputs?)$/.test(one) && !isPort(one, wanted));
  const hints = new Set([
    ...hintsFor(inputs, wanted, { file: `${name}.inputs.npz`, explained: [...strays, ...lists] }),
    ...(expected === null || outputs.length === 0
      ? []
      : hintsFor(expected, outputs, { file: `${name}.outputs.npz`, explained: [] })),
  ]);
  if (strays.length > 0)
    hints.add(
      `put ${strays.join(', ')} into ${strays.length === 1 ? 'a file of its' : 'a file of their'} own, ${name}.outputs.npz: this file holds inputs only`,
    );
  if (lists.length > 0)
    hints.add(
      `write one file for the inputs and one for the outputs, with one array by name for each: ${save(`${name}.inputs.npz`, wanted)}`,
    );
  return hints.size === 0 ? USUAL : [...hints].join('; ');
}

/** @param explained names that the model does not have, and of which something else is said */
function hintsFor(
  values: Values,
  ports: readonly Port[],
  { file, explained }: { readonly file: string; readonly explained: readonly string[] },
): string[] {
  const missing = ports.filter((port) => !Object.hasOwn(values, port.name));
  const extra = Object.keys(values).filter((name) => !isPort(name, ports));
  const numbered = extra.length > 0 && extra.every((name) => /^arr_\d+$/.test(name));
  const pairs = numbered ? [] : renamed(missing, extra);
  const strays = numbered
    ? []
    : extra.filter((name) => !explained.includes(name) && !pairs.some(({ own }) => own === name));
  return [
    ...(numbered ? [`np.savez was called without names: ${save(file, ports)}`] : []),
    ...(pairs.length > 0
      ? [`use the model's own names: ${pairs.map(({ name, own }) => `${name} for ${own}`).join(', ')}`]
      : []),
    ...(strays.length > 0 && missing.length === pairs.length ? [`leave out ${strays.join(', ')} of ${file}`] : []),
    ...ports.flatMap((port) => {
      const value = Object.hasOwn(values, port.name) ? values[port.name] : undefined;
      return value?.kind === 'tensor' ? tensorHints(value, port) : [];
    }),
  ];
}

/** Which of the arrays is most likely which input: in their order if there are as many, else those with a name alike. */
function renamed(missing: readonly Port[], extra: readonly string[]): { name: string; own: string }[] {
  if (missing.length === extra.length) return missing.map(({ name }, index) => ({ name, own: extra[index] ?? '' }));
  return missing.flatMap(({ name }) => {
    const own = closestName(name, extra);
    return own === undefined ? [] : [{ name, own }];
  });
}

function tensorHints({ dtype, shape }: Tensor, { name, type }: Port): string[] {
  if (type.kind !== 'tensor') return [];
  const numeric = dtype !== 'string' && type.dtype !== 'string' && DTYPES[dtype].kind === DTYPES[type.dtype].kind;
  const lacksBatch =
    type.shape !== null &&
    shape.length === type.shape.length - 1 &&
    shape.every((size, axis) => fits(size, type.shape?.[axis + 1] ?? null));
  const order = type.shape === null ? null : orderThatFits(shape, type.shape);
  return [
    ...(dtype !== type.dtype && numeric ? [`save ${name} as ${type.dtype}: ${name}.astype(np.${type.dtype})`] : []),
    ...(order === null ? [] : [`${name} has its axes in another order: save ${name}.transpose(${order.join(', ')})`]),
    ...(lacksBatch ? [`${name} lacks its first axis, the batch: save ${name}[None]`] : []),
  ];
}

/** Orders in which axes are written by other frameworks: channels last, and transposed matrices. */
const ORDERS = [
  [1, 0],
  [0, 2, 1],
  [0, 3, 1, 2],
  [0, 2, 3, 1],
  [2, 0, 1],
  [0, 4, 1, 2, 3],
];

/** The order of axes with which a shape that does not fit does; null where it fits, or no order helps. */
function orderThatFits(shape: readonly number[], wanted: readonly Dimension[]): readonly number[] | null {
  const suits = (sizes: readonly number[]) =>
    sizes.length === wanted.length && sizes.every((size, axis) => fits(size, wanted[axis] ?? null));
  if (suits(shape)) return null;
  const found = ORDERS.find((order) => order.length === shape.length && suits(order.map((axis) => shape[axis] ?? 0)));
  return found ?? null;
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
