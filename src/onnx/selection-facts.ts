/** Facts of operators that join, cut and pick (ONNX operator specification). */
import type { Call, Fact } from './fact.js';
import { numberOf, numbersOf } from './node-attributes.js';
import { at } from './shape-arithmetic.js';
import { known, openSize, type Size, sumOf } from './sizes.js';

export function concat({ node, inputs, same }: Call): readonly Fact[] {
  const values = inputs.every((fact) => fact.values != null) ? inputs.flatMap((fact) => fact.values ?? []) : null;
  const shapes = inputs.map(({ shape }) => shape);
  const [first] = shapes;
  if (first == null || !shapes.every((shape) => shape?.length === first.length)) return [{ values }];
  const axis = ((numberOf(node, 'axis') ?? 0) + first.length) % first.length;
  const joined = first.map((size, place) => {
    if (place === axis) return sumOf(shapes.map((shape) => shape?.[axis] ?? openSize()));
    for (const shape of shapes.slice(1)) same(size, shape?.[place] ?? size);
    return size;
  });
  return [{ shape: joined, values }];
}

export function slice({ node, input }: Call): readonly Fact[] {
  const { shape, values, source = null } = input(0);
  const starts = input(1).values ?? numbersOf(node, 'starts');
  const ends = input(2).values ?? numbersOf(node, 'ends');
  const axes = input(3).values ?? numbersOf(node, 'axes') ?? starts?.map((_, axis) => axis);
  if (shape == null || axes == null) return [{ source }];
  const isWhole = input(4).values?.every((step) => step === 1) !== false;
  const cut = shape.map((size, axis) => {
    const place = axes.findIndex((one) => typeof one === 'number' && (one + shape.length) % shape.length === axis);
    if (place === -1) return size;
    const [start, end] = [known(starts?.[place] ?? openSize()), known(ends?.[place] ?? openSize())];
    return start === 0 && isWhole ? upTo(known(size), end) : openSize();
  });
  const [from, to] = [starts?.[0], ends?.[0]];
  if (values == null || shape.length !== 1 || typeof from !== 'number' || typeof to !== 'number' || !isWhole)
    return [{ shape: cut, source }];
  const kept = values.slice(from, to);
  return [{ shape: [kept.length], values: kept, source }];
}

/** The size of what is cut off at an end; one that is open is that of another tensor, as for a table of positions. */
function upTo(size: Size, end: Size): Size {
  if (typeof end !== 'number') return end;
  if (typeof size === 'number') return end < 0 ? size + end : Math.min(end, size);
  return end > 2 ** 30 ? size : openSize();
}

export function gather({ node, input, use, same }: Call): readonly Fact[] {
  const [data, indices] = [input(0), input(1)];
  const { source = null } = data;
  if (data.shape == null) return [{ source }];
  const axis = ((numberOf(node, 'axis') ?? 0) + data.shape.length) % Math.max(1, data.shape.length);
  const rows = known(at(data.shape, axis));
  use(1, { kind: 'index', below: rows });
  const counts = indices.counts == null ? null : known(indices.counts);
  if (typeof counts === 'number' && typeof rows === 'number' && counts > rows) same(counts, rows);
  const [index] = indices.values ?? [];
  const one = typeof index === 'number' && indices.values?.length === 1 ? data.values?.at(index) : undefined;
  const around = [data.shape.slice(0, axis), data.shape.slice(axis + 1)] as const;
  const shape = indices.shape == null ? null : [...around[0], ...indices.shape, ...around[1]];
  return [{ shape, values: one === undefined ? null : [one], source }];
}
