import type { Form } from '../discover/form.js';
import type { SeenBefore } from '../judge/judge-cases.js';
import type { JudgedModel } from '../judge/judged-model.js';
import type { TriedModel } from '../trial/trial.js';

/**
 * The forms that are known to compute what is expected, so that a conversion is to blame where they drift after one: the
 * first one where it made all of the reference, and those that pass on some column in full precision.
 */
export function provenForms(
  { plan: { model }, reference, staged }: Pick<TriedModel, 'plan' | 'reference' | 'staged'>,
  { cells }: Pick<JudgedModel, 'cells'>,
  before: readonly SeenBefore[],
): ReadonlySet<Form> {
  const seen = [
    ...cells.map(({ column, cell }) => ({ precision: column.precision, outputs: cell.outputs })),
    ...before,
  ];
  const outputs = seen.filter(({ precision }) => precision === 'f32').map((one) => one.outputs);
  const [first] = model.forms;
  const madeReference = reference?.failure === null && staged.cases.every(({ expected }) => expected === null);
  return new Set(
    model.forms.filter((form) => {
      if (form === first && madeReference) return true;
      return outputs.some((all) => {
        const own = all.filter((output) => output.form === form.path);
        return own.length > 0 && own.every(({ verdict }) => verdict === 'pass');
      });
    }),
  );
}
