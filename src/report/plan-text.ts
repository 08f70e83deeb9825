import picocolors from 'picocolors';
import { KNOWN_SUPPORT } from '../adapters/operator-support.generated.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import { formatBytes, formatCount } from '../number-format.js';
import { forecastInWords, forecastOf } from '../plan/forecast.js';
import type { CellPlan, Plan, RunPlan } from '../plan/plan.js';
import type { RouteStep } from '../plan/routes.js';
import { typeInWords } from '../tensor/type-in-words.js';
import type { Port } from '../types.js';
import { terminalText } from './escape.js';
import { ruleText } from './rule-text.js';

/** The plan for a terminal: each model with its forms, signature and operators, then its cells with the reasons. */
export function planText(plan: Plan, colour: boolean): string {
  const colours = picocolors.createColors(colour);
  const blocks = plan.models.map(({ model, cells, reference }) =>
    [
      colours.bold(terminalText(model.id)),
      ...formLines(model),
      ...toleranceLines(cells),
      `  reference  ${reference === null ? 'none: no configured runtime can produce it' : `committed outputs, else ${reference.runtime.id}${optionsText(reference.options)}`}`,
      ...cells.flatMap((cell) => [
        `  ${cell.kind === 'run' ? 'runs on   ' : colours.yellow(cell.state.padEnd(10))} ${terminalText(cell.column.id)}${reason(cell, model)}`,
        ...forecastLines(cell).map((line) => colours.yellow(line)),
      ]),
    ].join('\n'),
  );
  const cells = plan.models.flatMap((model) => model.cells);
  const run = cells.filter(({ kind }) => kind === 'run').length;
  const size = `${formatCount(plan.models.length, 'model')} × ${formatCount(plan.columns.length, 'runtime')}`;
  return `${[...blocks, `${size}: ${run} of ${formatCount(cells.length, 'cell')} ${run === 1 ? 'runs' : 'run'}`].join('\n\n')}\n`;
}

/** What the runtime probably lacks. */
function forecastLines(cell: CellPlan): readonly string[] {
  const words = cell.kind === 'run' ? forecastInWords(cell, KNOWN_SUPPORT) : '';
  return words === '' ? [] : [`             ${terminalText(words)}`];
}

/** The same as data, for other tools. */
export function planJson(plan: Plan): string {
  const cells = plan.models.flatMap(({ model, cells: own }) =>
    own.map((cell) => ({
      model: model.id,
      runtime: cell.column.id,
      state: cell.kind === 'skip' ? cell.state : null,
      reason: cell.kind === 'skip' ? cell.fault.what : null,
      forms: cell.kind === 'run' ? cell.forms.map(({ path }) => path) : [],
      route:
        cell.kind === 'run' ? cell.route.map(({ converter, options }) => ({ converter: converter.id, options })) : [],
      tolerances: cell.kind === 'run' ? cell.rules.byOutput : {},
      ...(cell.kind === 'run' ? forecastJson(cell) : { forecast: [], detour: null }),
    })),
  );
  const models = plan.models.map(({ model, reference }) => ({
    id: model.id,
    reference: reference?.runtime.id ?? null,
    forms: model.forms.map(formJson),
  }));
  const runtimes = plan.columns.map(({ id, runtime, version, options, precision }) => ({
    id,
    adapter: runtime.id,
    version: version ?? null,
    options,
    precision,
  }));
  return `${JSON.stringify({ models, runtimes, cells }, null, 2)}\n`;
}

function forecastJson(cell: RunPlan) {
  const { found, detour } = forecastOf(cell, KNOWN_SUPPORT);
  return { forecast: found, detour: detour === null ? null : detour.steps.map(({ converter }) => converter.id) };
}

function formJson({ path, sha256, bytes, content }: Form) {
  const about = { path, sha256, bytes, format: content.format };
  if ('fault' in content) return { ...about, fault: content.fault };
  const { signature, operators, onnx } = content;
  const known = { ...about, signature, ...(operators === undefined ? {} : { operators }) };
  if (onnx === undefined) return known;
  const { irVersion, opsets, producer, externalFiles } = onnx;
  return { ...known, irVersion, opsets, producer, operators: onnx.operators, externalFiles };
}

/** One line for each rule: the outputs that it judges, and the columns if it does not apply to all. */
function toleranceLines(cells: readonly CellPlan[]): string[] {
  const columnsOf = new Map<string, Map<string, string[]>>();
  const running = cells.filter((cell) => cell.kind === 'run');
  for (const { column, rules: own } of running)
    for (const [output, { rule, because }] of Object.entries(own.byOutput)) {
      const rules = columnsOf.get(output) ?? new Map<string, string[]>();
      const text = `${ruleText(rule, own.byOutput)} (${because})`;
      rules.set(text, [...(rules.get(text) ?? []), column.id]);
      columnsOf.set(output, rules);
    }
  const outputsOf = new Map<string, string[]>();
  for (const [output, rules] of columnsOf)
    for (const [text, columns] of rules) {
      const where = columns.length === running.length ? '' : ` on ${columns.join(', ')}`;
      outputsOf.set(`${where}: ${text}`, [...(outputsOf.get(`${where}: ${text}`) ?? []), output]);
    }
  return [...outputsOf].map(([rest, outputs]) => {
    const what = outputs.length === columnsOf.size && outputs.length > 1 ? 'every output' : some(outputs);
    return `  tolerance  ${terminalText(`${what}${rest}`)}`;
  });
}

function some(names: readonly string[]): string {
  const more = names.length - OUTPUTS_SHOWN;
  return more <= 0
    ? names.join(', ')
    : `${names.slice(0, OUTPUTS_SHOWN).join(', ')} and ${formatCount(more, 'more output')}`;
}

const OUTPUTS_SHOWN = 6;
const OPERATORS_SHOWN = 6;

function formLines(model: Model): string[] {
  return model.forms.flatMap((form) => {
    const { content } = form;
    const name = `  form       ${terminalText(form.path)}`;
    if ('fault' in content)
      return [
        `${name}: ${terminalText(content.fault.what)}`,
        ...(content.fault.next === undefined ? [] : [`             ${terminalText(content.fault.next)}`]),
      ];
    const signature = signatureOfForm(form);
    const { onnx } = content;
    const facts =
      onnx === undefined
        ? []
        : [`IR ${onnx.irVersion}`, ...Object.entries(onnx.opsets).map(([domain, version]) => `${domain} ${version}`)];
    const common = [...(onnx?.operators ?? content.operators ?? [])].sort(
      (a, b) => b.count - a.count || (a.type < b.type ? -1 : 1),
    );
    return [
      `${name}  (${[content.format, ...facts, formatBytes(form.bytes), ...judgedAs(form)].map(terminalText).join(', ')})`,
      ...(signature === null
        ? []
        : [`  inputs     ${ports(signature.inputs)}`, `  outputs    ${ports(signature.outputs)}`]),
      ...(common.length === 0
        ? []
        : [
            `  operators  ${common
              .slice(0, OPERATORS_SHOWN)
              .map(({ type, count }) => terminalText(`${type} ${count}`))
              .join(
                ', ',
              )}${common.length > OPERATORS_SHOWN ? ` and ${formatCount(common.length - OPERATORS_SHOWN, 'more kind')}` : ''}`,
          ]),
    ];
  });
}

/** What the config declares of a form, and so how it is judged on every column. */
function judgedAs({ precision, tolerance }: Form): string[] {
  return [
    ...(precision === undefined ? [] : [`judged as ${precision}`]),
    ...(tolerance === undefined ? [] : [`tolerance ${ruleText(tolerance, {})}`]),
  ];
}

const ports = (all: readonly Port[]): string =>
  all.map(({ name, type }) => terminalText(`${name}: ${typeInWords(type)}`)).join(', ');

function optionsText(options: Readonly<Record<string, unknown>>): string {
  // An empty text is an option that says nothing, such as a list of names without any.
  const texts = Object.entries(options).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]));
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}

function reason(cell: CellPlan, model: Model): string {
  return cell.kind === 'run'
    ? routeText(cell, model)
    : `  ${terminalText(cell.fault.what)}${cell.fault.why === undefined ? '' : `: ${terminalText(cell.fault.why)}`}`;
}

function routeText({ forms, route }: RunPlan, model: Model): string {
  if (route.length === 0) return '';
  const from = model.forms.length > 1 ? ` from ${forms.map(({ path }) => path).join(', ')}` : '';
  return terminalText(`  through ${route.map(stepText).join(', ')}${from}`);
}

/** A converter, and the precision that it reduces the model to, if it does. */
function stepText({ converter: { id, precision } }: RouteStep): string {
  return precision === undefined ? id : `${id} (${precision})`;
}
