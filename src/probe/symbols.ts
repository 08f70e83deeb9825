import type { Port, Signature } from '../types.js';

/** The axes of a port whose size is a symbol. */
export function axesOf({ type }: Port, symbol: string): number[] {
  if (type.kind !== 'tensor') return [];
  return (type.shape ?? []).flatMap((size, axis) => (size === symbol ? [axis] : []));
}

/** The symbols of the inputs, in their order. Sizes that follow from others ("past + 1") make their symbols fixed too. */
export function freeSymbols({ inputs }: Signature): string[] {
  const sizes = inputs.flatMap(({ type }) => (type.kind === 'tensor' ? (type.shape ?? []) : []));
  const symbols = new Set(sizes.filter((size) => typeof size === 'string'));
  const formulas = [...symbols].filter((symbol) => !/^\w+$/.test(symbol) && /[+*/-]/.test(symbol));
  return [...symbols].filter(
    (symbol) => !formulas.includes(symbol) && !formulas.some((formula) => formula.split(/\W+/).includes(symbol)),
  );
}

/** Names of dimensions along which rows are not independent. */
const STEPS = /seq|time|step|len|frame|past|total|token/i;

/**
 * The symbol of the batch dimension: it leads every input with more than one element, and its name does not suggest time
 * steps. Null when there is none; the configuration can name it.
 */
export function batchSymbol(signature: Signature): string | null {
  const free = freeSymbols(signature).filter((symbol) => !STEPS.test(symbol));
  const shapes = signature.inputs.flatMap(({ type }) => (type.kind === 'tensor' ? [type.shape ?? []] : []));
  const arrays = shapes.filter((shape) => shape.some((size) => size !== 1));
  return free.find((symbol) => arrays.length > 0 && arrays.every(([leading]) => leading === symbol)) ?? null;
}

/** The batch axis of an output: that of the symbol, else the first if its size is open; null when it has none. */
export function rowAxis(port: Port, symbol: string): number | null {
  const [axis] = axesOf(port, symbol);
  if (axis !== undefined) return axis;
  const leading = port.type.kind === 'tensor' ? port.type.shape?.[0] : undefined;
  return leading === null || typeof leading === 'string' ? 0 : null;
}
