/** Measured values as the page shows them. */

export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 1 : 0)} MiB`;
}
