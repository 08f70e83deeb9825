import type { Form } from '../discover/form.js';
import type { SeenBefore } from '../judge/judge-cases.js';
import type { JudgedModel } from '../judge/judged-model.js';
import type { TriedModel } from '../trial/trial.js';

type Seen = Pick<SeenBefore, 'precision' | 'outputs' | 'passing'>;

/**
 * The forms that are known to compute what is expected, so that a conversion is to blame where they drift after one: the
 * first one where it made all of the reference, and those that pass on some column in full precision.
 */
export function provenForms(
  { plan: { model }, reference, staged }: Pick<TriedModel, 'plan' | 'reference' | 'staged'>,
  { cells }: Pick<JudgedModel, 'cells'>,
  before: readonly SeenBefore[],
): ReadonlySet<Form> {
  const ran = cells.map(({ column, cell }): Seen => ({ ...column, outputs: cell.outputs, passing: [] }));
  const seen = [...ran, ...before].filter(({ precision }) => precision === 'f32');
  const [first] = model.forms;
  const madeReference = reference?.failure === null && staged.cases.every(({ expected }) => expected === null);
  return new Set(
    model.forms.filter((form) => (form === first && madeReference) || seen.some((one) => passes(form, one))),
  );
}

function passes({ path }: Form, { outputs, passing }: Seen): boolean {
  const own = outputs.filter(({ form }) => form === path);
  return passing.includes(path) || (own.length > 0 && own.every(({ verdict }) => verdict === 'pass'));
}
