/** Sums of 8-bit products as x86 without VNNI computes them: two products at a time in 16 bits, which saturate. */
/** Rows of unsigned 8-bit numbers times columns of signed ones. */
export interface Operands {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** 0 to 255. */
  left(row: number, place: number): number;
  /** −128 to 127. */
  right(place: number, column: number): number;
  readonly leftZero: number;
  rightZero(column: number): number;
}

/** The products of a matrix, row by row; zero points are subtracted after the sums, exactly, as the kernels do. */
export function saturatingSums({ rows, depth, columns, left, right, leftZero, rightZero }: Operands): Float64Array {
  const sums = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const zero = rightZero(column);
      let sum = depth * leftZero * zero;
      for (let place = 0; place < depth; place += 2) {
        const [a, b] = [left(row, place), right(place, column)];
        const [c, d] = place + 1 < depth ? [left(row, place + 1), right(place + 1, column)] : [0, 0];
        sum += clamp(a * b + c * d, -32768, 32767) - leftZero * (b + d) - zero * (a + c);
      }
      sums[row * columns + column] = sum;
    }
  return sums;
}

/** The number, or the limit that it is beyond. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
