import { yamlOptions } from '../config/yaml-word.js';
import { groupBy } from '../group-by.js';
import type { ResultCell, ResultRuntime } from '../results/schema.js';
import { enumerate } from './dispute.js';
import type { DiagnosisContext } from './rule.js';

/**
 * What is known to work instead, in sentences: another release or other options of the same runtime, another form of the
 * model. Empty when nothing is.
 */
export function alternatives(cell: ResultCell, { runtime, siblings, columns = [] }: DiagnosisContext): string {
  const others = siblings.flatMap((other) => {
    const column = columns.find(({ id }) => id === other.runtime);
    return other.state === 'pass' && column?.adapter === runtime.adapter ? [column] : [];
  });
  return [...otherColumns(others, runtime), ...otherForms(passingForms(cell))].join(' ');
}

function otherForms(forms: readonly string[]): string[] {
  const [first] = forms;
  if (first === undefined) return [];
  return [
    forms.length === 1
      ? `${first} passes on it: deploy that form.`
      : `${enumerate(forms)} pass on it: deploy one of these.`,
  ];
}

/** A sentence for each release, one for all options, and one for the columns that differ in something else. */
function otherColumns(columns: readonly ResultRuntime[], own: ResultRuntime): string[] {
  const isOther = ({ version }: ResultRuntime) => version !== null && version !== own.version;
  const releases = groupBy(columns.filter(isOther), ({ version }) => version ?? '');
  const sets = groupBy(
    columns.filter((column) => !isOther(column)),
    ({ options }) =>
      yamlOptions(Object.fromEntries(Object.entries(options).filter(([name, value]) => own.options[name] !== value))),
  );
  const same = sets.get('') ?? [];
  const withOptions = [...sets].flatMap(([set, found]) =>
    set === '' ? [] : [`with \`options: { ${set} }\` (${named(found)})`],
  );
  return [
    ...[...releases].map(
      ([version, found]) => `It passes with release ${version} (${named(found)}): set \`version: "${version}"\`.`,
    ),
    ...(withOptions.length === 0 ? [] : [`It passes ${withOptions.join(', or ')}.`]),
    ...(same.length === 0 ? [] : [`It passes in ${named(same)}.`]),
  ];
}

/** Columns that a sentence names. */
const MOST_NAMED = 3;

function named(columns: readonly ResultRuntime[]): string {
  const [shown, more] = [columns.slice(0, MOST_NAMED), columns.length - MOST_NAMED];
  const ids = shown.map(({ id }) => id).join(', ');
  return `${columns.length === 1 ? 'column' : 'columns'} ${ids}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Forms of which the same column returns nothing wrong, beside the one that fails. */
export function passingForms({ outputs }: Pick<ResultCell, 'outputs'>): string[] {
  const forms = [...groupBy(outputs, ({ form }) => form)];
  return forms.filter(([, own]) => own.every(({ verdict }) => verdict === 'pass')).map(([form]) => form);
}
