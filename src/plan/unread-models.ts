import type { Model } from '../discover/discover-models.js';
import type { Plan } from './plan.js';
import { givenFormats } from './routes.js';

/**
 * Models in a format that no column reads and nothing converts. Where nobody asked for them by name, they are files that
 * happen to lie in the repository: a gate of ONNX models must not turn red over them.
 */
export function unreadModels({ models, columns, cells }: Plan): Model[] {
  const read = new Set(columns.flatMap(givenFormats));
  return models.filter(
    (model) =>
      cells.every((cell) => cell.model !== model || cell.kind === 'skip') &&
      model.forms.every(({ content }) => !('fault' in content) && !read.has(content.format)),
  );
}

/** The plan without some of its models. */
export function withoutModels(plan: Plan, left: readonly Model[]): Plan {
  if (left.length === 0) return plan;
  const isKept = ([id]: readonly [string, unknown]) => !left.some((model) => model.id === id);
  return {
    ...plan,
    models: plan.models.filter((model) => !left.includes(model)),
    cells: plan.cells.filter(({ model }) => !left.includes(model)),
    references: new Map([...plan.references].filter(isKept)),
    noise: new Map([...plan.noise].filter(isKept)),
  };
}
