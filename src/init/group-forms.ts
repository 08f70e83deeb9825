import { posix } from 'node:path';
import { type Form, signatureOfForm } from '../discover/form.js';
import { groupBy } from '../group-by.js';
import { type CoarsePrecision, FORMATS } from '../types.js';
import { type FormMatch, matchForm } from './match-form.js';
import { type ModelName, modelName } from './model-name.js';

/** A committed form after the first of a model, with what its entry has to say. */
export interface FurtherForm extends FormMatch {
  readonly form: Form;
  /** Declared by its name; null: as precise as the first. */
  readonly precision: CoarsePrecision | null;
}

/** Committed forms that are one model. */
export interface FormGroup {
  readonly first: Form;
  readonly further: readonly FurtherForm[];
  /** Set where the name is that of another model, whose inputs and outputs are others: path of that model's first form. */
  readonly namesake: string | null;
}

interface Named extends ModelName {
  readonly form: Form;
}

/**
 * Puts forms together that are one model: their files have the same name but for extension, precision and folder, and
 * their inputs and outputs fit each other. Names that occur twice in one format and precision count within their folder.
 * The first form is the one that tells most: of full precision, with inputs on record, in the order of the formats.
 * @returns sorted by the path of the first form
 */
export function groupForms(forms: readonly Form[]): readonly FormGroup[] {
  const named = forms.map((form) => ({ form, ...modelName(form.path, form.content.format) }));
  const alike = [...groupBy(named, ({ name }) => name).values()].flatMap((group) =>
    isAmbiguous(group) ? [...groupBy(group, ({ form }) => posix.dirname(form.path)).values()] : [group],
  );
  return alike.flatMap(groupsOf).toSorted((a, b) => byText(a.first.path, b.first.path));
}

const kindOf = ({ form, precision }: Named): string => `${form.content.format} ${precision}`;

function isAmbiguous(group: readonly Named[]): boolean {
  return new Set(group.map(kindOf)).size < group.length;
}

/** Forms of one name as one model and those that do not fit it, each as a model of its own. */
function groupsOf(group: readonly Named[]): FormGroup[] {
  const [first, ...others] = group.toSorted(
    (a, b) => byNumber(placeOf(a), placeOf(b)) || byText(a.form.path, b.form.path),
  );
  if (first === undefined) return [];
  const further: FurtherForm[] = [];
  const apart: FormGroup[] = [];
  const taken = new Set([kindOf(first)]);
  for (const one of others) {
    const match =
      isReadable(first.form) && isReadable(one.form) && !taken.has(kindOf(one))
        ? matchForm(first.form, one.form)
        : null;
    if (match === null) {
      apart.push({ first: one.form, further: [], namesake: isReadable(one.form) ? first.form.path : null });
      continue;
    }
    taken.add(kindOf(one));
    further.push({ form: one.form, ...match, precision: one.precision === first.precision ? null : one.precision });
  }
  return [{ first: first.form, further, namesake: null }, ...apart];
}

const isReadable = ({ content }: Form): boolean => !('fault' in content);

/** The smaller, the better as the first form. */
function placeOf({ form, precision }: Named): number {
  const { format } = form.content;
  const order = format === null ? FORMATS.length : FORMATS.indexOf(format);
  const unknown = signatureOfForm(form) === null ? 1 : 0;
  return (isReadable(form) ? 0 : 1000) + (precision === null ? 0 : 100) + unknown * 50 + order;
}

const byNumber = (a: number, b: number): number => a - b;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
