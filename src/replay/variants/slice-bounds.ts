import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { nodeList, withInputs } from '../reading-nodes.js';
import type { Operator, Reading, Variant } from '../variant.js';

/** The largest end that stands for "up to the end of the axis". */
const END = 2 ** 31 - 1;

/** Starts and ends of a Slice that count from the end, or steps, and are read as if they did not. */
export const sliceBounds: Variant = {
  id: 'slice-bounds',
  readings(operator) {
    const shape = operator.input(0)?.shape ?? [];
    const [starts, ends] = [integersOf(operator, 1), integersOf(operator, 2)];
    if (operator.type !== 'Slice' || starts === null || ends === null) return [];
    const axes = integersOf(operator, 3) ?? starts.map((_, place) => place);
    const steps = integersOf(operator, 4) ?? starts.map(() => 1);
    return starts.flatMap((start, place): Reading[] => {
      const axis = axes[place] ?? place;
      const size = shape[axis < 0 ? axis + shape.length : axis] ?? 0;
      const [end = size, step = 1] = [ends[place], steps[place]];
      const from = inside(start, size);
      const to = inside(end, size);
      const of = (asIf: string, own: number, last: number, by = step): Reading => ({
        asIf: `${asIf} on axis ${axis}`,
        fix: null,
        computed: withBounds(operator, starts.with(place, own), ends.with(place, last), steps.with(place, by)),
      });
      const readings: Reading[] = [];
      if (start < 0) {
        readings.push(of(`its start ${start} was taken for 0`, 0, end));
        if (to > from) readings.push(of(`its start ${start} was taken for 0, with the same length`, 0, to - from));
      }
      if (end < 0 && step > 0) readings.push(of(`its end ${end} was ignored`, start, END));
      if (step > 1) readings.push(of(`its step ${step} was ignored`, start, end, 1));
      if (step > 1)
        readings.push(
          of(`its step ${step} was ignored, with the same length`, from, from + Math.ceil((to - from) / step), 1),
        );
      if (step === 1 && to > from)
        for (const by of [-1, 1])
          if (from + by >= 0 && to + by <= size)
            readings.push(of(`it began ${by < 0 ? 'one before' : 'one behind'} its start`, from + by, to + by));
      return readings;
    });
  },
};

/** A bound as a place from 0 to the size. */
function inside(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}

function integersOf(operator: Operator, place: number): number[] | null {
  const value = operator.input(place);
  return value === null ? null : [...numbersOf(value)];
}

function withBounds(operator: Operator, starts: readonly number[], ends: readonly number[], steps: readonly number[]) {
  const dtype = operator.input(1)?.dtype ?? 'int64';
  const list = nodeList(operator);
  const named = (numbers: readonly number[]) => list.tensor(dtype, [numbers.length], numbers);
  const axes = operator.input(3) ?? null;
  const inputs = { 1: named(starts), 2: named(ends), 4: named(steps) };
  const all = axes === null ? { ...inputs, 3: named(starts.map((_, place) => place)) } : inputs;
  return withInputs(operator, all, list.constants);
}
