import { yamlOptions } from '../../config/yaml-word.js';
import type { ResultRuntime, Results } from '../../results/schema.js';
import { platformText } from '../headline.js';
import { column, FOLDED, name, type Section, text } from '../section.js';
import { converterText } from './routes.js';

/** The columns with their versions and options, and below them the machine. */
export const runtimesSection: Section = {
  name: 'runtimes',
  title: 'Runtimes and machine',
  item: 'runtime',
  share: 0.15,
  open: FOLDED,
  content: ({ results }) => ({
    kind: 'table',
    columns: ['runtime', 'name', 'version', 'options', 'precision'].map((heading) => column(heading)),
    rows: results.runtimes.map((runtime) => [
      [name(runtime.id)],
      [text(runtime.title)],
      [text(runtime.version ?? 'never started')],
      [text(optionsText(runtime))],
      [text(precisionText(runtime))],
    ]),
  }),
  notes: ({ results }) => [machineText(results)],
};

function optionsText({ options }: ResultRuntime): string {
  const sorted = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length === 0 ? 'default' : yamlOptions(Object.fromEntries(sorted));
}

function precisionText({ precision: { declared, effective } }: ResultRuntime): string {
  return effective === null || effective === declared ? declared : `${declared} declared, ${effective} used`;
}

function machineText(results: Results): string {
  const { platform, tool } = results;
  const converters = convertersOf(results);
  return [
    platformText(results, Number.POSITIVE_INFINITY),
    platform.cpu,
    `isolation: ${platform.sandbox}`,
    `gate ${tool.version}`,
    ...(converters.length === 0 ? [] : [`converters: ${converters.join(', ')}`]),
  ].join(' · ');
}

/** The converters on any route, with their versions. */
function convertersOf({ cells }: Results): readonly string[] {
  const used = cells.flatMap(({ route }) => route.map(converterText));
  return [...new Set(used)].toSorted();
}
