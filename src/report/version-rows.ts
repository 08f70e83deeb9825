import { formatBytes } from '../number-format.js';
import type { ResultModel, ResultRuntime, Results } from '../results/schema.js';

export interface FormRow {
  readonly model: string;
  readonly path: string;
  readonly format: string;
  readonly size: string;
  /** The first twelve digits of the SHA-256. */
  readonly digest: string;
  readonly goldens: string;
  readonly reference: string;
}

export interface RuntimeRow {
  readonly runtime: string;
  readonly title: string;
  readonly version: string;
  readonly options: string;
  readonly precision: string;
}

/** One row a committed form. */
export function formRows({ models }: Results): readonly FormRow[] {
  return models.flatMap((model) =>
    model.forms.map((form) => ({
      model: model.id,
      path: form.path,
      format: form.format ?? 'unreadable',
      size: formatBytes(form.bytes),
      digest: form.sha256.slice(0, 12),
      goldens: model.goldens,
      reference: referenceText(model),
    })),
  );
}

function referenceText({ reference }: ResultModel): string {
  if (reference === null) return 'none';
  return reference.kind === 'committed' ? 'committed outputs' : `${reference.runtime} ${reference.version}`;
}

export function runtimeRows({ runtimes }: Results): readonly RuntimeRow[] {
  return runtimes.map((runtime) => ({
    runtime: runtime.id,
    title: runtime.title,
    version: runtime.version ?? 'never started',
    options: optionsText(runtime),
    precision: precisionText(runtime),
  }));
}

function optionsText({ options }: ResultRuntime): string {
  const names = Object.keys(options).toSorted();
  return names.length === 0 ? 'default' : names.map((name) => `${name}: ${options[name]}`).join(', ');
}

function precisionText({ precision: { declared, effective } }: ResultRuntime): string {
  return effective === null || effective === declared ? declared : `${declared} declared, ${effective} used`;
}

/** The converters on any route, with their versions. */
export function convertersOf({ cells }: Results): readonly string[] {
  return [
    ...new Set(cells.flatMap(({ route }) => route.map(({ converter, version }) => `${converter} ${version}`))),
  ].toSorted();
}

/** Where it ran: operating system, architecture, and the instruction sets that change numerics. */
export function platformText({ platform }: Results, limit = 6): string {
  const { os, arch, isa } = platform;
  const shown = isa.slice(0, limit);
  const rest = isa.length - shown.length;
  const sets = [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return sets === '' ? `${os} ${arch}` : `${os} ${arch} (${sets})`;
}
