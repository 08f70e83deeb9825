import { Malformed } from '../bytes/malformed.js';
import { contentOf, dtypeOf, type Recipe, type Recipes, shapeOf } from '../config/recipe.js';
import { UserError } from '../errors.js';
import { declaredZeros } from '../onnx/declared-zeros.js';
import { findInputDemands, type InputDemands } from '../onnx/input-demands.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { checkInputs } from '../tensor/check-inputs.js';
import { elementCount, type Tensor, type Values } from '../tensor/tensor.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Dimension, Port, Signature, ValueType } from '../types.js';
import { DRAWS, type Draw } from './draw.js';
import { fill } from './fill.js';
import { guessContent } from './guess-content.js';
import { literalShape } from './literal.js';
import { randomFor } from './random.js';
import type { Wanted } from './resolve-shapes.js';
import { suitableShapes } from './suitable-shapes.js';

/** More are most likely a mistake in the sizes. */
const MAX_ELEMENTS = 2 ** 27;

export interface SynthesisRecipes {
  /** By input name; inputs without one get defaults. */
  readonly recipes: Recipes;
  /** Sizes of symbolic dimensions. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Contents of the recipes' files, by input name (readRecipeFiles). */
  readonly files?: ReadonlyMap<string, Tensor>;
  /** The model's graph, which shows what its inputs are used for. */
  readonly graph?: onnx.ModelProto.$Properties;
  /** How what is left open is made up. */
  readonly draw?: Draw;
}

type TensorType = Extract<ValueType, { kind: 'tensor' }>;

/**
 * Inputs for a model without goldens: the same for the same seed, signature, graph and recipes. The random numbers of an
 * input depend on the seed and its own name only. Sizes that the signature leaves open follow from the graph
 * (findInputDemands) or are guessed (resolveShapes), and so are contents (guessContent). Recipes for inputs that the model
 * does not have are ignored, because one list may be for many models.
 * @throws UserError for inputs that are not tensors or of unknown rank, and recipes that do not suit the input
 */
export function synthesise(
  signature: Signature,
  { recipes, dims = {}, files = new Map(), graph = {}, draw = DRAWS[0] }: SynthesisRecipes,
  seed: number,
): Values {
  const zeros = draw.zeros === true ? declaredZeros(graph) : new Map<string, readonly number[]>();
  const wanted = signature.inputs.map((port) => {
    const type = tensorType(port);
    const recipe = Object.hasOwn(recipes, port.name) ? recipes[port.name] : undefined;
    const pinned = about(port, () => pinnedShape(type, recipe, files.get(port.name)));
    const empty = zeros.get(port.name) ?? [];
    return { name: port.name, port, type, recipe, pinned, empty, shape: openShape(port, type, pinned) };
  });
  const set = new Map(wanted.flatMap(({ name, pinned }) => (pinned === null ? [] : [[name, pinned] as const])));
  const demands = findInputDemands(graph, signature, { dims, shapes: set });
  const sharpened = wanted.map((one) => ({ ...one, shape: demands.shapes.get(one.name) ?? one.shape }));
  const shapes = suitableShapes(
    sharpened,
    draw,
    dims,
    (shapes) => findInputDemands(graph, signature, { dims, shapes }).contradictions,
  );
  const open = wanted.map(
    ({ name, shape }) => [name, (shapes.get(name) ?? []).filter((_, axis) => typeof shape[axis] !== 'number')] as const,
  );
  const making = { seed, draw, demands, shapes, openSizes: new Map(open), sizeOf: sizesOf(sharpened, shapes) };
  const values = Object.fromEntries(
    wanted.map(({ name, port, type, recipe }) => [
      name,
      about(port, () => make(type, name, recipe, files.get(name), making)),
    ]),
  );
  const problems = checkInputs(values, signature);
  if (problems.length > 0)
    throw new UserError({
      what: 'the recipes produce inputs that the model does not accept',
      where: 'inputs',
      why: problems.join('; '),
      next: 'fix `inputs:` or `dims:` of the model in the config',
    });
  return values;
}

interface Making {
  readonly seed: number;
  readonly draw: Draw;
  readonly demands: InputDemands;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly openSizes: ReadonlyMap<string, readonly number[]>;
  readonly sizeOf: (dimension: Dimension) => number | null;
}

function make(
  { dtype }: TensorType,
  name: string,
  recipe: Recipe | undefined,
  file: Tensor | undefined,
  { seed, draw, demands, ...known }: Making,
): Tensor {
  const shape = known.shapes.get(name) ?? [];
  const written = contentOf(recipe);
  if (elementCount(shape) > MAX_ELEMENTS)
    throw new Malformed(`${dtype}[${shape.join(', ')}] has more than ${MAX_ELEMENTS} elements`);
  if (written.kind !== 'file') {
    const use = demands.uses.get(name);
    const content =
      written.kind === 'default' && dtype !== 'string'
        ? guessContent({ name, dtype, shape, use, draw, ...known })
        : written;
    return fill(dtype, shape, content, randomFor(seed, name + draw.name));
  }
  if (file === undefined) throw new Error(`the file of ${name} was not read`);
  if (elementCount(file.shape) !== elementCount(shape))
    throw new Malformed(`shape [${shape.join(', ')}] does not fit the file's [${file.shape.join(', ')}]`);
  return { ...file, shape };
}

/** The number that was found for a size: itself, what the first dimension with that symbol got, or the sum of several. */
function sizesOf(wanted: readonly Wanted[], shapes: ReadonlyMap<string, readonly number[]>): Making['sizeOf'] {
  const sizeOf = (dimension: Dimension): number | null => {
    if (typeof dimension === 'number') return dimension;
    for (const { name, shape } of wanted) {
      const axis = dimension === null ? -1 : shape.indexOf(dimension);
      if (axis !== -1) return shapes.get(name)?.[axis] ?? null;
    }
    const parts = dimension?.split('+').map((part) => part.trim()) ?? [];
    return parts.length < 2
      ? null
      : parts.reduce<number | null>((sum, part) => {
          const size = /^\d+$/.test(part) ? Number(part) : sizeOf(part);
          return sum === null || size === null ? null : sum + size;
        }, 0);
  };
  return sizeOf;
}

/** The shape that a recipe sets: its own, its file's, or that of its list when that is nested like the input. */
function pinnedShape(type: TensorType, recipe: Recipe | undefined, file: Tensor | undefined): readonly number[] | null {
  const declared = dtypeOf(recipe);
  if (declared !== undefined && declared !== type.dtype)
    throw new Malformed(`its \`dtype\` is ${declared}, that of the model ${type.dtype}`);
  const asked = shapeOf(recipe) ?? file?.shape;
  if (asked !== undefined) return asked;
  const content = contentOf(recipe);
  if (content.kind !== 'constant' || !Array.isArray(content.literal)) return null;
  const shape = literalShape(type.dtype, content.literal);
  return type.shape === null || shape.length === type.shape.length ? shape : null;
}

function openShape(port: Port, { shape }: TensorType, pinned: readonly number[] | null): TensorType['shape'] & object {
  if (shape !== null) return shape;
  if (pinned !== null) return pinned.map(() => null);
  throw new UserError({
    what: `the model does not declare the rank of input ${port.name}`,
    where: `inputs.${port.name}`,
    next: 'give its shape in the config, as in `inputs: { NAME: { shape: [1, 16] } }`, or commit goldens',
  });
}

function tensorType({ name, type }: Port): TensorType {
  if (type.kind === 'tensor') return type;
  throw new UserError({
    what: `input ${name} is ${typeInWords(type)}, which cannot be synthesised`,
    where: `inputs.${name}`,
    next: 'commit golden inputs for this model, as ONNX test data (test_data_set_0/input_0.pb)',
  });
}

function about<T>({ name, type }: Port, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { why, next } = error.detail;
    throw new UserError({
      what: `recipe of input ${name} (${typeInWords(type)}): ${error.what}`,
      where: `inputs.${name}`,
      ...(why === undefined ? {} : { why }),
      ...(next === undefined ? {} : { next }),
    });
  }
}
