import { wordsOfCode } from '../../discover/words-of-code.js';
import { groupBy } from '../../group-by.js';
import { formatCount } from '../../number-format.js';
import type { ResultCell, ResultOutput, Results } from '../../results/schema.js';
import { STATES } from '../../results/states.js';
import { finished } from '../../sentence.js';
import type { Format } from '../../types.js';
import { names, prose, type Section, strong, symbol, text } from '../section.js';
import type { ReportView } from '../view.js';

/** What makes a result weaker than it looks. */
export const warningsSection: Section = {
  name: 'warnings',
  title: 'Warnings',
  item: 'warning',
  share: 0.1,
  open: { comment: 0, terminal: 0 },
  foldedName(view) {
    const warnings = warningsOf(view);
    const titles = [...new Set(warnings.map(({ title }) => title.toLowerCase()))];
    const count = formatCount(warnings.length, 'warning');
    return `⚠ ${count}: ${titles.join(', ')}`;
  },
  content: (view) => ({
    kind: 'list',
    tone: 'warn',
    items: warningsOf(view).map((warning) => [
      symbol('⚠'),
      text(' '),
      strong(warning.title),
      text(' ('),
      names(warning.subjects, 3),
      text('): '),
      prose(finished(view.commands.inProse(warning.text))),
    ]),
  }),
};

export interface Warning {
  readonly title: string;
  /** Models, or models with their outputs or runtimes, that it is about. */
  readonly subjects: readonly string[];
  readonly text: string;
}

/** Isolation levels at which a hostile model reaches what is not its own. */
const WEAK_SANDBOXES: readonly string[] = ['environment', 'off'];

/** What such a model could do, and what not. */
function weakIsolation({ network }: Results['platform']): string {
  const cut = network === 'closed' ? 'had no network, but could' : 'could use the network, and';
  return `the models ${cut} read and write all files of the user that runs the gate: results of other models, caches, and the environment variables of that user's other processes. Only their own environment held no secrets.`;
}

/** Formats that are code by themselves: whoever commits one knows. */
const PROGRAMS: readonly (Format | null)[] = ['pytorch-module', 'jax-function'];

/** What was found in files that look like data. */
function codeWarnings({ results }: ReportView): readonly Warning[] {
  return results.models.flatMap(({ forms }) =>
    forms.flatMap(({ path, format, code = [] }) =>
      code.length === 0 || PROGRAMS.includes(format)
        ? []
        : [{ title: 'Code in a model', subjects: [path], text: wordsOfCode(code) }],
    ),
  );
}

/** All warnings of a run, the most important first. */
export function warningsOf(view: ReportView): readonly Warning[] {
  const { models, platform } = view.results;
  return [
    ...ruleWarnings(view),
    {
      title: 'File not compared',
      subjects: formsNotCompared(view),
      text: 'no column runs this file, so it is unknown whether it agrees with the other files of its model. Add a runtime that reads it.',
    },
    {
      title: 'Synthetic inputs',
      subjects: models
        .filter(({ goldens, signature }) => goldens === 'synthetic' && signature !== null)
        .map(({ id }) => id),
      text: 'synthesised from the signature with a fixed seed; real data may show more. Record golden inputs with `portability record`.',
    },
    {
      title: 'Constant output',
      subjects: outputsWhere(view, ({ vacuous }) => vacuous === true),
      text: 'the same for every input, so agreement proves nothing. Record goldens that change it.',
    },
    {
      title: 'Own witness',
      subjects: onlyWitnesses(view),
      text: 'its reference is made by the same runtime and nothing else ran it, so it was compared with itself alone. Add another runtime, or record golden outputs with `portability record`.',
    },
    {
      title: 'Not calibrated',
      subjects: outputsWhere(view, ({ tolerance }) => tolerance.rule === 'uncalibrated'),
      text: 'no noise floor could be measured, so the tolerance comes from a table by element type.',
    },
    ...staleSizeWarnings(view),
    ...routeWarnings(view),
    ...toleranceWarnings(view),
    ...baselineWarnings(view),
    {
      title: 'Matched by type only',
      subjects: outputsWhere(view, ({ matchedBy }) => matchedBy === 'type'),
      text: 'no name matches, so it was paired by element type and shape. Map its name under `names:` in the config.',
    },
    ...codeWarnings(view),
    {
      title: 'Weak isolation',
      subjects: platform.sandbox.split(', ').filter((level) => WEAK_SANDBOXES.includes(level)),
      text: weakIsolation(platform),
    },
  ].filter(({ subjects }) => subjects.length > 0);
}

/** What passes because of them passes by the author's own rules. */
function ruleWarnings({ results }: ReportView): readonly Warning[] {
  return [...groupBy(results.run?.changedRules ?? [], ({ path }) => path)].map(([path, rules]) => ({
    title: 'Rules changed by the pull request',
    subjects: [path],
    text: rules.map(({ text }) => text).join('; '),
  }));
}

/** Forms without any output, of models that were compared. */
function formsNotCompared({ results, cells }: ReportView): readonly string[] {
  const byModel = groupBy(cells, ({ model }) => model);
  const ran = new Map(
    [...byModel].map(([id, its]) => [id, new Set(its.flatMap(({ outputs }) => outputs.map(({ form }) => form)))]),
  );
  return results.models.flatMap(({ id, forms, reference }) => {
    const compared = ran.get(id);
    if (compared === undefined || compared.size === 0) return [];
    // The baseline keeps no outputs, so nothing tells which forms such a cell ran.
    if (byModel.get(id)?.some(({ recorded }) => recorded === 'baseline')) return [];
    // All others are compared with what the first one computes, unless that was committed.
    const needed = reference?.kind === 'committed' ? forms : forms.slice(1);
    return needed.flatMap(({ path }) => (compared.has(path) ? [] : [`${id} ${path}`]));
  });
}

/** Models of which all that was compared came from the runtime that made the reference. */
function onlyWitnesses({ results, cells }: ReportView): readonly string[] {
  const adapters = new Map(results.runtimes.map(({ id, adapter }) => [id, adapter]));
  const byModel = groupBy(
    cells.filter(({ outputs }) => outputs.length > 0),
    ({ model }) => model,
  );
  return results.models.flatMap(({ id, reference }) => {
    const compared = byModel.get(id) ?? [];
    const isOwn = compared.every(({ runtime }) => adapters.get(runtime) === reference?.runtime);
    return reference?.kind === 'runtime' && compared.length > 0 && isOwn ? [id] : [];
  });
}

/** One warning for each text, such as "hides faults". */
function toleranceWarnings({ cells }: ReportView): readonly Warning[] {
  const marked = cells.flatMap(({ model, outputs }) =>
    outputs.flatMap(({ name, tolerance: { warning } }) =>
      warning === undefined ? [] : [{ text: warning, subject: `${model} ${name}` }],
    ),
  );
  return [...groupBy(marked, ({ text }) => text)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, group]) => ({
      title: 'Tolerance',
      subjects: [...new Set(group.map(({ subject }) => subject))],
      text,
    }));
}

/** Cells that pass on one route and not on another: whoever converts the model in the other way deploys a fault. */
function routeWarnings({ cells }: ReportView): readonly Warning[] {
  return cells.flatMap(({ model, runtime, state, route, otherRoutes = [] }) => {
    const failing = otherRoutes.filter((other) => other.state !== 'not-run');
    if (state !== 'pass' || failing.length === 0) return [];
    const others = failing.map(({ form, converters, state: other, reason }) => {
      const why = reason === null ? '' : `: ${reason}`;
      return `through ${converters.join(' → ')} from ${form} (${STATES[other].word}${why})`;
    });
    const taken = route.map(({ converter }) => converter).join(' → ');
    return [
      {
        title: 'Depends on the route',
        subjects: [`${model} on ${runtime}`],
        text: `passes through ${taken}, but not ${others.join(', nor ')}. Convert it for deployment as the gate did, or set the route that you use with \`through:\`.`,
      },
    ];
  });
}

/** Files that state wrong sizes, each once, with the columns that cannot read them as they are. */
function staleSizeWarnings({ cells }: ReportView): readonly Warning[] {
  const stale = cells.flatMap(({ runtime, staleSizes = [] }) => staleSizes.map((one) => ({ runtime, ...one })));
  return [...groupBy(stale, ({ form }) => form).values()].map((group) => ({
    title: 'Stale sizes in the file',
    subjects: [group[0].form],
    text: `it states wrong sizes of values inside it (value_info): ${group[0].why}. ${[...new Set(group.map(({ runtime }) => runtime))].join(', ')} ran it without these statements, and not as it is committed. Remove them from the file before it is deployed there: \`del model.graph.value_info[:]\`.`,
  }));
}

type Notice = NonNullable<ResultCell['warnings']>[number];

const NOTICE_TITLES: Readonly<Record<Notice['id'], string>> = {
  'worse-than-baseline': 'Worse than before',
  'tolerance-changed': 'Tolerance changed',
  'approval-ends': 'Approval ends soon',
  'approval-unused': 'Unused approval',
};

/** Warnings from the baseline: one for each title and text. */
function baselineWarnings({ cells }: ReportView): readonly Warning[] {
  const notices = cells.flatMap(({ model, runtime, warnings = [] }) =>
    warnings.map((notice) => ({ ...notice, subject: `${model} on ${runtime}` })),
  );
  return [...groupBy(notices, ({ id, text }) => JSON.stringify([id, text])).values()].map((group) => ({
    title: NOTICE_TITLES[group[0].id],
    subjects: group.map(({ subject }) => subject),
    text: group[0].text,
  }));
}

function outputsWhere({ cells }: ReportView, test: (output: ResultOutput) => boolean): readonly string[] {
  const subjects = new Set<string>();
  for (const { model, outputs } of cells)
    for (const output of outputs) if (test(output)) subjects.add(`${model} ${output.name}`);
  return [...subjects];
}
