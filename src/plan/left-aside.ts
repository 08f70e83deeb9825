import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import type { Plan } from './plan.js';
import { givenFormats } from './routes.js';

/**
 * Models that nobody asked for by name, and that nothing can be said about: no column is given them, or nothing says what
 * goes in, or nothing makes a reference. They are files that happen to lie in the repository: a gate of ONNX models must
 * not turn red over them.
 * @param hasGoldens models with golden cases are wanted
 * @returns why, by model
 */
export function leftAside(plan: Plan, hasGoldens: (model: Model) => boolean): Map<Model, string> {
  const read: ReadonlySet<string | null> = new Set(plan.columns.flatMap(givenFormats));
  const reasons = plan.models.flatMap((model) => {
    const [first] = model.forms;
    if (model.forms.some(({ content }) => 'fault' in content) || hasGoldens(model)) return [];
    const { format } = first.content;
    const unread =
      plan.cells.every((cell) => cell.model !== model || cell.kind === 'skip') &&
      model.forms.every(({ content }) => !read.has(content.format));
    const homes = plan.homes.get(model.id) ?? [];
    const why = unread
      ? `no runtime here reads ${format}`
      : signatureOfForm(first) === null
        ? `a file of the format ${format} does not tell its inputs, and there are no golden ones`
        : !homes.some((home) => home.embedded || plan.columns.some(({ runtime }) => runtime.id === home.id))
          ? `nothing here makes its reference${homes.length === 0 ? '' : `; add ${homes.map(({ id }) => id).join(' or ')} to the runtimes`}`
          : null;
    return why === null ? [] : [[model, why] as const];
  });
  return new Map(reasons);
}

/** The plan without some of its models. */
export function withoutModels(plan: Plan, left: ReadonlySet<Model>): Plan {
  if (left.size === 0) return plan;
  const isKept = ([id]: readonly [string, unknown]) => ![...left].some((model) => model.id === id);
  return {
    ...plan,
    models: plan.models.filter((model) => !left.has(model)),
    cells: plan.cells.filter(({ model }) => !left.has(model)),
    references: new Map([...plan.references].filter(isKept)),
    noise: new Map([...plan.noise].filter(isKept)),
  };
}
