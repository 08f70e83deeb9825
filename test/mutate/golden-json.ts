/** Inputs of one golden case as the gate reads them from `<case>.inputs.json`. */
export function goldenJson(tensors: Readonly<Record<string, readonly [readonly number[], ArrayLike<number>]>>): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(tensors).map(([name, [shape, data]]) => [
        name,
        { dtype: 'float32', shape, data: Array.from(data) },
      ]),
    ),
  );
}
