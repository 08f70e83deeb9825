import { Malformed } from '../bytes/malformed.js';
import { contentOf, type Recipe, type Recipes, shapeOf } from '../config/recipe.js';
import { UserError } from '../errors.js';
import { checkInputs } from '../tensor/check-inputs.js';
import { elementCount, type Tensor, type Values } from '../tensor/tensor.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port, Signature, ValueType } from '../types.js';
import { fill } from './fill.js';
import { literalShape } from './literal.js';
import { randomFor } from './random.js';
import { resolveShapes } from './resolve-shapes.js';

/** More are most likely a mistake in the sizes. */
const MAX_ELEMENTS = 2 ** 27;

export interface SynthesisRecipes {
  /** By input name; inputs without one get defaults. */
  readonly recipes: Recipes;
  /** Sizes of symbolic dimensions. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Contents of the recipes' files, by input name (readRecipeFiles). */
  readonly files?: ReadonlyMap<string, Tensor>;
}

type TensorType = Extract<ValueType, { kind: 'tensor' }>;

/**
 * Inputs for a model without goldens: the same for the same seed, signature and recipes. Each input depends on the seed
 * and its own name only. Sizes that the signature leaves open are guessed (resolveShapes), contents have defaults
 * (fill). Recipes for inputs that the model does not have are ignored, because one list may be for many models.
 * @throws UserError for inputs that are not tensors or of unknown rank, and recipes that do not suit the input
 */
export function synthesise(
  signature: Signature,
  { recipes, dims = {}, files = new Map() }: SynthesisRecipes,
  seed: number,
): Values {
  const wanted = signature.inputs.map((port) => {
    const type = tensorType(port);
    const recipe = Object.hasOwn(recipes, port.name) ? recipes[port.name] : undefined;
    const pinned = about(port, () => pinnedShape(type, recipe, files.get(port.name)));
    return { name: port.name, port, type, recipe, pinned, shape: openShape(port, type, pinned) };
  });
  const shapes = resolveShapes(wanted, dims);
  const values = Object.fromEntries(
    wanted.map(({ name, port, type, recipe }) => {
      const shape = shapes.get(name) ?? [];
      return [name, about(port, () => make(type, shape, recipe, files.get(name), seed, name))];
    }),
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

function make(
  { dtype }: TensorType,
  shape: readonly number[],
  recipe: Recipe | undefined,
  file: Tensor | undefined,
  seed: number,
  name: string,
): Tensor {
  const content = contentOf(recipe);
  if (elementCount(shape) > MAX_ELEMENTS)
    throw new Malformed(`${dtype}[${shape.join(', ')}] has more than ${MAX_ELEMENTS} elements`);
  if (content.kind !== 'file') return fill(dtype, shape, content, randomFor(seed, name));
  if (file === undefined) throw new Error(`the file of ${name} was not read`);
  if (elementCount(file.shape) !== elementCount(shape))
    throw new Malformed(`shape [${shape.join(', ')}] does not fit the file's [${file.shape.join(', ')}]`);
  return { ...file, shape };
}

/** The shape that a recipe sets: its own, its file's, or that of its list when that is nested like the input. */
function pinnedShape(type: TensorType, recipe: Recipe | undefined, file: Tensor | undefined): readonly number[] | null {
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
