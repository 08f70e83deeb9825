/** Which element of an operand is read for an element of the result, whose shape it is broadcast to. */
export function broadcastPlace(index: number, own: readonly number[], shape: readonly number[]): number {
  let [rest, place, stride] = [index, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    const ownSize = own[axis - shape.length + own.length] ?? 1;
    if (ownSize > 1) place += (rest % size) * stride;
    stride *= ownSize;
    rest = Math.floor(rest / size);
  }
  return place;
}
