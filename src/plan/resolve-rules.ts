import { type AppliedRule, boundRule, DEFAULT_TOLERANCE, type ToleranceSpec } from '../compare/tolerance-spec.js';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, outputsOfForm } from '../discover/form.js';
import { UserError } from '../errors.js';
import { quantisedOutputs } from '../onnx/quantised-outputs.js';
import { DOCUMENTATION } from '../published.js';
import type { Port } from '../types.js';
import type { Column } from './column.js';
import { ruleFault } from './rule-fault.js';

/** Where a rule is set in the configuration, the most specific place first. */
export const PLACES = [
  'output and runtime',
  'output',
  'form',
  'model and runtime',
  'model',
  'runtime',
  'config',
  'quantiser',
  'default',
] as const;
export type Place = (typeof PLACES)[number];

export interface ResolvedTolerance {
  readonly rule: AppliedRule;
  readonly because: Place;
}

/** By the name of an output or of a leaf inside it, as in `out[0].values`. */
export type ResolvedTolerances = Readonly<Record<string, ResolvedTolerance>>;

/** What to do about a rule that does not fit. */
export const NEXT = `run \`portability plan\` to see the outputs and their types; ${DOCUMENTATION}/tolerances.md lists the rules`;

interface Candidate {
  readonly rule: ToleranceSpec | undefined;
  readonly because: Place;
}

/** How the outputs of one model are judged on one column. */
export interface OutputRules {
  readonly byOutput: ResolvedTolerances;
  /** For outputs known only after a run, where the format has no signature. */
  readonly others: ResolvedTolerance;
}

/**
 * The rule of every output of a model on a column, and where it comes from: the most specific place wins. A rule for
 * several outputs is skipped for an output whose type it cannot judge. An output that is judged together with another
 * one has no rule of its own, unless one was written for it.
 * @param form the form that is judged
 * @throws UserError when a rule that was written for an output cannot judge it
 */
export function resolveRules(
  model: Model,
  column: Column,
  config: Config,
  form: Pick<Form, 'tolerance'> = {},
): OutputRules {
  const ports = outputsOfForm(model.forms[0]);
  const general = [{ rule: form.tolerance, because: 'form' as const }, ...generalCandidates(model, column, config)];
  const onGrid = gridRules(model);
  const names = [...new Set([...(ports ?? []).map(({ name }) => name), ...Object.keys(model.entry.outputs)])];
  const resolved = names.map((name): readonly [string, ResolvedTolerance] => {
    const port = ports?.find((other) => other.name === name);
    return [
      name,
      specific(model, name, port, ports, column) ?? fallback([...general, ...(onGrid.get(name) ?? [])], port, ports),
    ];
  });
  const found = new Map(resolved);
  for (const [owner, { rule, because }] of found) {
    const { whole, others } = boundRule(rule);
    if (whole === null) continue;
    for (const part of others) if (!written(found.get(part))) found.set(part, { rule: { 'part-of': owner }, because });
  }
  return { byOutput: Object.fromEntries(found), others: fallback(general, undefined, ports) };
}

function written(tolerance: ResolvedTolerance | undefined): boolean {
  return tolerance?.because === 'output' || tolerance?.because === 'output and runtime';
}

/** A rule that was written for this output. */
function specific(
  model: Model,
  name: string,
  port: Port | undefined,
  ports: readonly Port[] | null,
  column: Column,
): ResolvedTolerance | null {
  const own = lookUp(model.entry.outputs, name);
  const candidates: readonly Candidate[] = [
    { rule: lookUp(own?.runtimes, column.id)?.tolerance, because: 'output and runtime' },
    { rule: own?.tolerance, because: 'output' },
  ];
  for (const { rule, because } of candidates) {
    if (rule === undefined) continue;
    const fault = port === undefined ? null : ruleFault(rule, port.type, ports);
    if (fault !== null)
      throw new UserError({
        what: `the tolerance of output ${JSON.stringify(name)} does not fit: ${fault}`,
        where: `models, ${model.id}, outputs${because === 'output' ? '' : `, runtimes, ${column.id}`}`,
        next: NEXT,
      });
    return { rule, because };
  }
  return null;
}

function generalCandidates({ entry }: Model, column: Column, config: Config): readonly Candidate[] {
  return [
    { rule: lookUp(entry.runtimes, column.id)?.tolerance, because: 'model and runtime' },
    { rule: entry.tolerance, because: 'model' },
    { rule: column.tolerance, because: 'runtime' },
    // The schema fills in `auto`: the user did not choose it.
    { rule: config.tolerance === DEFAULT_TOLERANCE ? undefined : config.tolerance, because: 'config' },
  ];
}

/** Steps of quantisation that pass where the graph of a model itself ends in a quantiser. */
const STEPS = 1;

type GridRules = ReadonlyMap<string, readonly Candidate[]>;

/** They are asked for once a column, and a graph may have thousands of nodes. */
const known = new WeakMap<Form, GridRules>();

/** The rules that follow from the graph of the first form, by output. */
function gridRules({ forms: [first] }: Model): GridRules {
  const rules = known.get(first) ?? findGridRules(first);
  known.set(first, rules);
  return rules;
}

function findGridRules(first: Form): GridRules {
  const { content } = first;
  if ('fault' in content) return new Map();
  const steps = (scale: number | null): Candidate[] => [
    { rule: { quantised: STEPS, ...(scale !== null && { scale }) }, because: 'quantiser' },
  ];
  if (content.onnx !== undefined)
    return new Map(
      [...quantisedOutputs(content.onnx.graph.graph ?? {})].map(([name, { scale }]) => [name, steps(scale)]),
    );
  // Integers of 8 and 16 bits leave a TFLite model as quantised numbers.
  const outputs = content.format === 'tflite' ? (outputsOfForm(first) ?? []) : [];
  const narrow = outputs.filter(
    ({ type }) => type.kind === 'tensor' && ['int8', 'uint8', 'int16'].includes(type.dtype),
  );
  return new Map(narrow.map(({ name }) => [name, steps(null)]));
}

function fallback(
  general: readonly Candidate[],
  port: Port | undefined,
  ports: readonly Port[] | null,
): ResolvedTolerance {
  for (const { rule, because } of general)
    if (rule !== undefined && (port === undefined || ruleFault(rule, port.type, ports) === null))
      return { rule, because };
  return { rule: DEFAULT_TOLERANCE, because: 'default' };
}

/** Names come from files: `constructor` is only found if it was written there. */
function lookUp<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/**
 * The rules alone, by output.
 * @param outputs names that a run reported, besides those of the signature
 */
export function appliedRules(
  { byOutput, others }: OutputRules,
  outputs: readonly string[] = [],
): Readonly<Record<string, AppliedRule>> {
  const known = Object.entries(byOutput).map(([name, { rule }]) => [name, rule] as const);
  const reported = outputs.filter((name) => !Object.hasOwn(byOutput, name)).map((name) => [name, others.rule] as const);
  return Object.fromEntries([...known, ...reported]);
}
