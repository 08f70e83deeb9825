/** Numbers that suit operators whose shapes they steer, where an input of the model gives them (ONNX operator specification). */
import type { Call } from './fact.js';
import { numberOf, numbersOf } from './node-attributes.js';
import { at, type Shape } from './shape-arithmetic.js';
import { known, openSize, type Size, sumOf } from './sizes.js';

/** The axes before are samples and channels, which no resampling kernel changes. */
const FIRST_SPATIAL_AXIS = 2;

/** Tells what the node needs in its inputs of sizes, places and counts. */
export function useNumbers(call: Call): void {
  const type = call.node.opType ?? '';
  if (Object.hasOwn(RULES, type)) RULES[type]?.(call);
}

const RULES: Readonly<Record<string, (call: Call) => void>> = {
  CenterCropPad: (call) =>
    all(
      call,
      1,
      chosenAxes(call)?.map(({ size }) => size),
    ),
  ConstantOfShape: (call) => each(call, 0, 2),
  Expand: (call) => {
    const [shape, wanted] = [shapeOf(call), lengthOf(call, 1)];
    if (wanted !== null && shape !== null && wanted >= shape.length)
      all(call, 1, [...ones(wanted - shape.length), ...shape]);
  },
  Pad: (call) => each(call, 1, 1),
  Range: (call) => [0, 2, 1].forEach((value, index) => void each(call, index, value)),
  Reshape: (call) => {
    const [shape, wanted] = [shapeOf(call), lengthOf(call, 1)];
    if (wanted === null || wanted === 0 || shape === null) return;
    all(
      call,
      1,
      wanted < shape.length ? [...shape.slice(0, wanted - 1), -1] : [...shape, ...ones(wanted - shape.length)],
    );
  },
  Resize: (call) => {
    const axes = chosenAxes(call);
    const twice = (size: Size, times: Size) => (times === 1 ? size : sumOf([size, size]));
    all(
      call,
      3,
      axes?.map(({ size, axis }) => twice(size, scaleOf(axis, shapeOf(call)))),
    );
    // The scales came first before operator set 11.
    all(
      call,
      call.inputs.length === 2 ? 1 : 2,
      axes?.map(({ axis }) => scaleOf(axis, shapeOf(call))),
    );
  },
  Slice: (call) => {
    const shape = shapeOf(call);
    const count = lengthOf(call, 1) ?? lengthOf(call, 2);
    each(call, 1, 0);
    each(call, 4, 1);
    if (count === null || shape === null) return;
    const first = Array.from({ length: count }, (_, axis) => axis);
    all(call, 3, first);
    const axes = call.input(3).values?.map(known) ?? first;
    all(
      call,
      2,
      axes.map((axis) => (typeof axis === 'number' ? at(shape, axis) : openSize())),
    );
  },
  Split: (call) => {
    const size = known(at(shapeOf(call) ?? [], numberOf(call.node, 'axis') ?? 0));
    if (typeof size === 'number') all(call, 1, [...ones(call.outputs - 1), size - (call.outputs - 1)]);
  },
  Tile: (call) => each(call, 1, 2),
  Upsample: (call) =>
    all(
      call,
      1,
      shapeOf(call)?.map((_, axis) => scaleOf(axis, shapeOf(call))),
    ),
};

const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
const shapeOf = ({ input }: Call): Shape | null => input(0).shape ?? null;

function each({ use }: Call, index: number, value: number): void {
  use(index, { kind: 'number', value });
}

function all({ use }: Call, index: number, values: readonly Size[] | undefined): void {
  if (values !== undefined) use(index, { kind: 'numbers', values });
}

/** How many numbers an input gives. */
function lengthOf({ input }: Call, index: number): number | null {
  const [length] = input(index).shape ?? [];
  const found = length === undefined ? null : known(length);
  return typeof found === 'number' ? found : null;
}

/** The axes that an attribute names; without it all of them. */
function chosenAxes(call: Call): { readonly axis: number; readonly size: Size }[] | undefined {
  const shape = shapeOf(call);
  if (shape === null) return undefined;
  const axes = numbersOf(call.node, 'axes')?.map((axis) => (axis + shape.length) % shape.length);
  return (axes ?? shape.map((_, axis) => axis)).map((axis) => ({ axis, size: at(shape, axis) }));
}

function scaleOf(axis: number, shape: Shape | null): number {
  return axis < FIRST_SPATIAL_AXIS && (shape?.length ?? 0) > FIRST_SPATIAL_AXIS ? 1 : 2;
}
