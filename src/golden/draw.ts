/** One way to make up what the model leaves open: sizes and contents. */
export interface Draw {
  /** Makes the random numbers of this draw differ from those of the others; '' for the first. */
  readonly name: string;
  /** Rows of a batch. */
  readonly batch: number;
  /** Height and width of images. */
  readonly spatial: number;
  /** Samples of a sound. */
  readonly samples: number;
  /** Every other open size. */
  readonly length: number;
  readonly floats: 'normal' | 'uniform';
  readonly integers: 'few' | 'bits' | 'zeros' | 'positive';
  readonly mask: 0 | 1;
  /** Sizes for which the file writes 0 are 0; any size when left out. */
  readonly zeros?: true;
}

const FIRST: Draw = {
  name: '',
  batch: 1,
  spatial: 64,
  samples: 16_000,
  length: 16,
  floats: 'normal',
  integers: 'few',
  mask: 1,
};

/**
 * The draws in the order in which they are tried, until the reference makes something of one: first the sizes stay and
 * the contents are tamed, then the sizes of usual networks follow.
 */
export const DRAWS: readonly [Draw, ...Draw[]] = [
  FIRST,
  { ...FIRST, name: 'tame', floats: 'uniform', integers: 'bits' },
  { ...FIRST, name: 'positive', floats: 'uniform', integers: 'positive' },
  { ...FIRST, name: 'photo', spatial: 224 },
  { ...FIRST, name: 'long', spatial: 256, length: 512, floats: 'uniform' },
  { ...FIRST, name: 'single', spatial: 32, samples: 512, length: 1, floats: 'uniform', integers: 'zeros' },
  { ...FIRST, name: 'unmasked', floats: 'uniform', mask: 0 },
  { ...FIRST, name: 'large', spatial: 640, samples: 48_000, length: 3000, floats: 'uniform', integers: 'bits' },
];

/** For a file that writes 0 for sizes of its inputs. */
export const DRAW_OF_ZEROS: Draw = { ...FIRST, name: 'empty', zeros: true };

/** Draws with sizes that the graph itself names: all open sizes, and then the batch alone. */
export function drawsOfSizes(sizes: readonly number[]): readonly Draw[] {
  return [
    ...sizes.map((size) => ({ ...FIRST, name: `size-${size}`, spatial: size, length: size })),
    ...sizes.map((size) => ({ ...FIRST, name: `batch-${size}`, batch: size })),
  ];
}
