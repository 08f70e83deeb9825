import { described, type Recogniser } from './description.js';

/** The two last axes exchanged; their sizes are the same, so that no shape gives it away. */
export const transposed: Recogniser = ({ shape, whole }) => {
  const [rows = 0, columns = 0] = shape.slice(-2);
  const all = shape.length < 2 || rows !== columns || rows < 2 ? null : whole();
  return all !== null && isTransposed(all.a, all.b, rows, columns)
    ? described('is transposed', 'are transposed')
    : null;
};

/** Whether each of the matrices in `b` is that in `a`, of so many rows and columns, transposed. */
export function isTransposed(a: Float64Array, b: Float64Array, rows: number, columns: number): boolean {
  const size = rows * columns;
  return a.every((value, index) => {
    const within = index % size;
    const place = (within % columns) * rows + Math.floor(within / columns);
    return Object.is(b[index - within + place], value);
  });
}
