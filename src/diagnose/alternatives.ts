import { yamlOptions } from '../config/yaml-word.js';
import { groupBy } from '../group-by.js';
import type { ResultCell, ResultRuntime } from '../results/schema.js';
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
  return [...others.map((column) => otherColumn(column, runtime)), ...passingForms(cell)].join(' ');
}

function otherColumn({ id, version, options }: ResultRuntime, own: ResultRuntime): string {
  if (version !== null && version !== own.version)
    return `It passes with release ${version} (column ${id}): set \`version: "${version}"\`.`;
  const differing = Object.entries(options).filter(([name, value]) => own.options[name] !== value);
  const set = yamlOptions(Object.fromEntries(differing));
  return set === '' ? `It passes in column ${id}.` : `It passes with \`options: { ${set} }\` (column ${id}).`;
}

/** Forms of which the same column returns nothing wrong, beside the one that fails. */
function passingForms({ outputs }: ResultCell): string[] {
  const forms = [...groupBy(outputs, ({ form }) => form)];
  const passing = forms.filter(([, own]) => own.every(({ verdict }) => verdict === 'pass'));
  return passing.map(([form]) => `${form} passes on it: deploy that form.`);
}
