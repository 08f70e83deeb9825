import type { Config, FormEntry } from './schema.js';

/** Every file and folder that a configuration names, as it names them: models, code, weights, goldens, inputs, adapters. */
export function pathsOfConfig({ runtimes = [], converters, models = [] }: Config): readonly string[] {
  const adapters = runtimes.map((entry) => (typeof entry === 'string' ? entry : entry.use)).filter(isPath);
  const ofModels = models.flatMap(({ path, forms = [], golden, inputs }) => [
    path,
    golden,
    ...forms.flatMap((form) => (typeof form === 'string' ? [form] : pathsOfForm(form))),
    ...Object.values(inputs).map((recipe) =>
      typeof recipe === 'object' && 'file' in recipe ? recipe.file : undefined,
    ),
  ]);
  return [...adapters, ...converters, ...ofModels]
    .filter((path) => path !== undefined)
    .map((path) => path.replace(/^\.\//, ''));
}

/** Code is named with what is in it, as in src/net.py:Net. */
function pathsOfForm(form: FormEntry): readonly string[] {
  return Object.values(form).flatMap((value) =>
    typeof value === 'string' ? [value.replace(/(?<=\.py):\w+$/, '')] : [],
  );
}

/** A runtime that is shipped is named by its id. */
function isPath(name: string): boolean {
  return name.includes('/') || name.includes('.');
}
