import type { Draw } from './draw.js';
import { resolveShapes, type Wanted } from './resolve-shapes.js';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** Sizes of images and of sequences that networks are built for. */
const SPATIAL = [224, 28, 32, 96, 112, 128, 160, 192, 256, 299, 320, 384, 416, 512, 640, 1024];
const LENGTHS = [8, 4, 1, 32, 64, 77, 128, 197, 256, 512, 1024, 1500, 3000];

/**
 * Sizes for every dimension (resolveShapes): the draw's own or, where the graph contradicts them, others in use that it
 * contradicts least.
 * @param contradictions how many operators do not suit the sizes
 */
export function suitableShapes(
  inputs: readonly Wanted[],
  draw: Draw,
  dims: Readonly<Record<string, number>>,
  contradictions: (shapes: Shapes) => number,
): Shapes {
  const weigh = (draw: Draw) => {
    const shapes = resolveShapes(inputs, dims, draw);
    return { draw, shapes, count: contradictions(shapes) };
  };
  const least = (from: ReturnType<typeof weigh>, others: readonly Draw[]) => {
    let best = from;
    for (const other of others) {
      if (best.count === 0) break;
      const next = weigh(other);
      if (next.count < best.count) best = next;
    }
    return best;
  };
  const first = weigh(draw);
  const image = least(
    first,
    SPATIAL.map((spatial) => ({ ...draw, spatial })),
  );
  return least(
    image,
    LENGTHS.map((length) => ({ ...image.draw, length })),
  ).shapes;
}
