import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { CellState, Fault } from '../types.js';
import { type Column, referenceColumn } from './column.js';
import { findRoute, givenFormats, type RouteStep, wishOf } from './routes.js';
import { platformFault, staticFault } from './static-check.js';

/**
 * One cell before it runs: the forms that the runtime reads, or the one that is converted to what it reads, or the state
 * that needs no run.
 */
export type PlannedCell = { readonly model: Model; readonly column: Column } & (
  | {
      readonly kind: 'run';
      readonly forms: readonly Form[];
      /** Forms that the runtime reads and cannot take or give the types of. */
      readonly refused: readonly { readonly form: Form; readonly fault: Fault }[];
      /** Empty when the runtime reads the forms as they are committed. */
      readonly route: readonly RouteStep[];
    }
  | { readonly kind: 'skip'; readonly state: CellState; readonly fault: Fault }
);

export interface Plan {
  readonly models: readonly Model[];
  readonly columns: readonly Column[];
  /** Models in order, and in each the columns in order. */
  readonly cells: readonly PlannedCell[];
  /** By model id: the runtime that makes the reference; null when none can. */
  readonly references: ReadonlyMap<string, Column | null>;
  /** By model id: runtimes that could make the reference if they were columns. */
  readonly homes: ReadonlyMap<string, readonly RuntimeFacts[]>;
  /** By model id: what the noise floor is measured on; models without a form that can be jittered are not in it. */
  readonly noise: ReadonlyMap<string, NoiseSource>;
  /** Where ONNX that is made on the way to a cell is jittered; null when no embedded runtime runs it here. */
  readonly onnxHome: Column | null;
}

/** The form whose graph is jittered, ONNX, and the runtime that it runs on. */
export interface NoiseSource {
  readonly form: Form;
  readonly onnx: OnnxModel;
  readonly column: Column;
}

/**
 * Decides for every model and column whether and how it runs. Pure: looks at signatures and adapter tables only.
 * @param platform as in linux-x64
 * @param converters those that win first
 */
export function makePlan(
  models: readonly Model[],
  columns: readonly Column[],
  runtimes: readonly RuntimeFacts[],
  platform: string,
  converters: readonly ConverterFacts[] = [],
): Plan {
  const home = runtimes.find(
    (one) => one.embedded && one.homeOf.includes('onnx') && platformFault(one, platform) === null,
  );
  return {
    models,
    columns,
    onnxHome: home === undefined ? null : referenceColumn(home),
    cells: models.flatMap((model) => columns.map((column) => planCell(model, column, converters, platform))),
    references: new Map(models.map((model) => [model.id, findReference(model.forms[0], columns, runtimes, platform)])),
    homes: new Map(models.map((model) => [model.id, homesOf(model.forms[0], runtimes, platform)])),
    noise: new Map(
      models.flatMap((model) => {
        const graph = graphOf(model);
        const column = graph === null ? null : findReference(graph.form, columns, runtimes, platform);
        return graph === null || column === null ? [] : [[model.id, { ...graph, column }] as const];
      }),
    ),
  };
}

function planCell(model: Model, column: Column, converters: readonly ConverterFacts[], platform: string): PlannedCell {
  const { runtime } = column;
  const skip = (state: CellState, fault: Fault): PlannedCell => ({ model, column, kind: 'skip', state, fault });
  for (const { path, content } of model.forms)
    if ('fault' in content) return skip('run-failed', { ...content.fault, what: `${path}: ${content.fault.what}` });
  const elsewhere = platformFault(runtime, platform);
  if (elsewhere !== null) return skip('unsupported', elsewhere);
  const given = givenFormats(column);
  // What is committed always wins over what can be made from it, unless the column asks for what is made.
  const readable = model.forms.filter(
    ({ content }) => column.through === undefined && content.format !== null && given.includes(content.format),
  );
  const converting = readable.length === 0 && column.convert !== false;
  const route = converting ? findRoute(model.forms, wishOf(column), converters, platform) : null;
  const forms = route === null ? readable : [route.form];
  if (forms.length === 0)
    return skip('unsupported', {
      what:
        column.through === undefined
          ? `${runtime.title} ${column.format === undefined ? 'reads' : 'is given'} ${given.join(', ')} only`
          : `no way leads through ${column.through.map(({ id }) => id).join(', ')}`,
      why: `the model is committed as ${[...new Set(model.forms.map(({ content }) => content.format))].join(', ')}, and ${converting ? 'no converter leads on from there' : 'the column takes committed files only'}`,
    });
  const retyped = route?.steps.some(({ converter }) => converter.changesTypes) === true;
  const refused = forms.flatMap((form) => {
    const signature = signatureOfForm(form);
    const fault = signature === null || retyped ? null : staticFault(signature, runtime);
    return fault === null ? [] : [{ form, fault }];
  });
  const [first] = refused;
  if (first !== undefined && refused.length === forms.length) return skip('unsupported', first.fault);
  const possible = forms.filter((form) => !refused.some((one) => one.form === form));
  return { model, column, kind: 'run', forms: possible, refused, route: route?.steps ?? [] };
}

/** The first form that is ONNX, whose weights can be moved; often the first form itself. */
function graphOf({ forms }: Model): Pick<NoiseSource, 'form' | 'onnx'> | null {
  for (const form of forms)
    if (!('fault' in form.content) && form.content.onnx !== undefined) return { form, onnx: form.content.onnx };
  return null;
}

/**
 * The home runtime of a form's format: an embedded one first, else one that is a column anyway, so that no
 * environment is made for a reference alone.
 */
function findReference(
  form: Form,
  columns: readonly Column[],
  runtimes: readonly RuntimeFacts[],
  platform: string,
): Column | null {
  const { format } = form.content;
  const signature = signatureOfForm(form);
  if (format === null || 'fault' in form.content) return null;
  const able = (runtime: RuntimeFacts) =>
    runtime.homeOf.includes(format) &&
    platformFault(runtime, platform) === null &&
    (signature === null || staticFault(signature, runtime) === null);
  const embedded = runtimes.find((runtime) => runtime.embedded && able(runtime));
  if (embedded !== undefined) return referenceColumn(embedded);
  const column = columns.find(({ runtime }) => able(runtime));
  return column === undefined ? null : { ...referenceColumn(column.runtime), version: column.version };
}

function homesOf({ content: { format } }: Form, runtimes: readonly RuntimeFacts[], platform: string) {
  const home = (one: RuntimeFacts) =>
    format !== null && one.homeOf.includes(format) && platformFault(one, platform) === null;
  return runtimes.filter(home);
}

/** The columns that something runs on, those that make references first, each once. */
export function columnsThatRun({ cells, references }: Plan): Column[] {
  const running = cells.flatMap((cell) => (cell.kind === 'run' ? [cell.column] : []));
  return [...new Set([...[...references.values()].filter((column) => column !== null), ...running])];
}
