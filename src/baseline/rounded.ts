/** A number with three significant digits: repeated runs then give the same text. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
