import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Recipes } from '../../src/config/recipe.js';
import { signatureOfForm } from '../../src/discover/form.js';
import { readForm } from '../../src/discover/read-form.js';
import { writeNpy } from '../../src/golden/npy.js';
import { writeNpz } from '../../src/golden/npz.js';
import { readRecipeFiles } from '../../src/golden/recipe-files.js';
import { synthesise } from '../../src/golden/synthesise.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import type { Signature } from '../../src/types.js';
import type { StudyColumns } from './columns.js';
import { pictureOfDigits } from './picture-of-digits.js';
import type { RealModel } from './real-models.js';
import type { SeededModel } from './seeded-models.js';

/** The models of the study. */
export interface StudyModels {
  readonly seeded: readonly SeededModel[];
  readonly real: readonly RealModel[];
  /** Folder with the pretrained networks. */
  readonly development: string;
}

/** What the inputs of a case are derived from. */
interface Turn {
  readonly seed: number;
  readonly size: number;
}

/** Three inputs each; those of the seeded models have three sizes as well. */
const TURNS: readonly Turn[] = [
  { seed: 0, size: 1 },
  { seed: 1, size: 0.1 },
  { seed: 2, size: 5 },
];
/** Pixels per side of the picture for the text detector. */
const PICTURE = 96;

/** Creates the repository that is studied: models, golden inputs, and the configuration. */
export async function studyRepository(
  root: string,
  { seeded, real, development }: StudyModels,
  columns: StudyColumns,
): Promise<void> {
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const { seed } of TURNS) writeFileSync(place(`digits-${seed}.npy`), writeNpy(pictureOfDigits(PICTURE, seed)));
  const models = [
    ...seeded.map(({ id, build }) => {
      writeFileSync(place(`${id}.onnx`), build());
      const recipes = ({ size }: Turn, { inputs }: Signature): Recipes =>
        Object.fromEntries(inputs.map(({ name }) => [name, { normal: [0, size] }]));
      return { id, path: `${id}.onnx`, recipes };
    }),
    ...real.map(({ id, file, inputs }) => {
      copyFileSync(join(development, file), place(file));
      return { id, path: file, recipes: ({ seed }: Turn) => inputs(seed) };
    }),
  ];
  for (const { id, path, recipes } of models) {
    const signature = signatureOfForm(await readForm(root, path));
    if (signature === null) throw new Error(`${path} does not declare its inputs`);
    for (const turn of TURNS) {
      const inputs = await inputsOf(root, signature, recipes(turn, signature), turn.seed);
      writeFileSync(place(`golden/${id}/seed-${turn.seed}.inputs.npz`), await writeNpz(inputs));
    }
  }
  const entries = models.map(({ id, path }) => ({ id, path }));
  writeFileSync(place('portability.yml'), stringify({ runtimes: columns, models: entries }));
}

async function inputsOf(
  root: string,
  signature: Signature,
  recipes: Recipes,
  seed: number,
): Promise<Map<string, Tensor>> {
  const files = await readRecipeFiles(root, recipes, signature);
  const values = Object.entries(synthesise(signature, { recipes, files }, seed));
  return new Map(values.flatMap(([name, value]) => (value.kind === 'tensor' ? [[name, value] as const] : [])));
}
