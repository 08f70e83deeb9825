/**
 * What a tolerance rule is. A rule is one file in `rules/`, whose default export is made by `defineRule`; configuration,
 * plan, comparison, reports and baseline iterate over the list of all rules (rules.generated.ts) and name none.
 */
import { z } from 'zod';
import type { DType } from '../tensor/dtype.js';
import type { Dimension } from '../types.js';
import { NO_LIMIT } from './kernel/measure.js';
import type { Limit } from './kernel/tally.js';
import type { RuleVerdict, TensorPair, WholePair, WholeVerdict } from './rule-verdict.js';
import { sharedFields } from './shared-fields.js';

/** The rule's own fields and the shared ones, of the results document. */
type Fields<F extends z.ZodRawShape> = z.output<z.ZodObject<F & typeof sharedFields>>;
/** The tolerance in the results document, of an output that a rule was applied to. */
type Entry<R extends string, F extends z.ZodRawShape> = { readonly rule: R } & Fields<F>;

/** For rules that judge several outputs together: the others need no rule of their own. */
interface WholeJudge<S, E> {
  judge(spec: S, pair: WholePair): WholeVerdict<E>;
  /** The rule of an output that is judged with this one, in words, before a run. */
  partWords(owner: string): string;
}

/**
 * Everything about a rule.
 * @template K its name; R: names in its verdicts, more than one for a rule that falls back to others
 * @template S its form in the configuration; F its fields in the results document; M its fields in the baseline
 */
interface RuleDefinition<
  K extends string,
  S extends z.ZodType,
  F extends z.ZodRawShape,
  M extends z.ZodRawShape,
  R extends string,
> {
  /** Name in the results document and in the baseline. */
  readonly key: K;
  /** What it is, in the description of the results document. */
  readonly meaning: string;
  /** As it is written in the configuration; specs of two rules must not overlap. `z.never()`: it cannot be configured. */
  readonly spec: S;
  /** Whether it can only be given for a single output, not for all of a model or a column. */
  readonly singleOutput?: true;
  /** Other outputs that it uses, by name. */
  others?(spec: z.output<S>): readonly string[];

  /** Why it cannot judge elements of this type; null when it can. */
  dtypeFault(dtype: DType): string | null;
  /** The same for the declared shape of an output. */
  shapeFault?(spec: z.output<S>, shape: readonly Dimension[]): string | null;

  /** Limit of the first measurement, so that one pass over memory is enough for rules about single elements. */
  limit?(spec: z.output<S>, dtype: DType): Limit;
  /** Judges numbers; left out by rules that only judge whole outputs. NaN and infinities are judged elsewhere. */
  judge?(spec: z.output<S>, pair: TensorPair): RuleVerdict<Entry<R, F>>;
  /** Judges strings, by how many of them differ; left out where `dtypeFault` refuses them. */
  judgeStrings?(spec: z.output<S>, strings: { different: number; total: number }): RuleVerdict<Entry<R, F>>;
  readonly whole?: WholeJudge<z.output<S>, Entry<R, F>>;
  /** What happens to numbers that pass but are coarser than the column declares; a warning when left out. */
  readonly precisionLoss?: PrecisionLossPolicy;

  /** Its own fields in the results document: numbers under its name. */
  readonly fields: F;
  /** In a few words, before anything was measured. */
  words(spec: z.output<S>): string;
  /** In a few words after a run: the rule, its limit, and what was measured. */
  resultWords(entry: Fields<F>): string;

  /** What the baseline remembers of it: the configured limits, not the measurements. */
  readonly memory: M;
  remember(entry: Fields<F>): Partial<z.output<z.ZodObject<M>>>;
  /** Whether the remembered limits alone identify the rule. */
  readonly saidByLimits?: true;
  /** Whether it judges the size of differences; other rules judge a count. */
  readonly bySize: boolean;
}

export type PrecisionLossPolicy = 'drift' | 'warning' | 'ignored';

/** A rule with its parameters, as one output is judged by it. */
export interface BoundRule<E> {
  readonly others: readonly string[];
  dtypeFault(dtype: DType): string | null;
  shapeFault(shape: readonly Dimension[]): string | null;
  limit(dtype: DType): Limit;
  readonly judge: ((pair: TensorPair) => RuleVerdict<E>) | null;
  readonly judgeStrings: ((strings: { different: number; total: number }) => RuleVerdict<E>) | null;
  readonly whole: { judge(pair: WholePair): WholeVerdict<E>; partWords(owner: string): string } | null;
  readonly precisionLoss: PrecisionLossPolicy;
  words(): string;
}

/** A rule without its types: it checks specs and entries against its schemas. */
export interface Rule<
  K extends string,
  S extends z.ZodType,
  F extends z.ZodRawShape,
  M extends z.ZodRawShape,
  R extends string,
> {
  readonly key: K;
  readonly meaning: string;
  readonly spec: S;
  readonly fields: F;
  readonly memory: M;
  readonly singleOutput: boolean;
  readonly saidByLimits: boolean;
  readonly bySize: boolean;
  /** The rule with the parameters of a spec; null when it is a spec of another rule. */
  bind(spec: unknown): BoundRule<Entry<R, F>> | null;
  /** Its words for an entry of the results document; its name where the entry does not have its fields. */
  resultWords(entry: object): string;
  /** What the baseline remembers of such an entry. */
  remember(entry: object): Partial<z.output<z.ZodObject<M>>>;
}

/** Makes a rule from its definition: the only place that knows its types. */
export function defineRule<
  K extends string,
  S extends z.ZodType,
  F extends z.ZodRawShape,
  M extends z.ZodRawShape,
  R extends string = K,
>(rule: RuleDefinition<K, S, F, M, R>): Rule<K, S, F, M, R> {
  const { key, meaning, spec: schema, fields, memory, singleOutput = false, saidByLimits = false, bySize } = rule;
  const entrySchema: z.ZodObject<F & typeof sharedFields> = z.object({ ...fields, ...sharedFields });
  return {
    key,
    meaning,
    spec: schema,
    fields,
    memory,
    singleOutput,
    saidByLimits,
    bySize,
    bind(written) {
      if (hasOtherKeys(schema, written)) return null;
      const parsed = schema.safeParse(written);
      return parsed.success ? bound(rule, parsed.data) : null;
    },
    resultWords(entry) {
      const read = entrySchema.safeParse(entry);
      return read.success ? rule.resultWords(read.data) : key;
    },
    remember(entry) {
      const read = entrySchema.safeParse(entry);
      return read.success ? rule.remember(read.data) : {};
    },
  };
}

/** Recognises most specs of other rules without the cost of building a validation error. */
function hasOtherKeys(schema: z.ZodType, written: unknown): boolean {
  const keys = schema instanceof z.ZodObject ? schema.shape : {};
  return typeof written === 'object' && written !== null && Object.keys(written).some((key) => !(key in keys));
}

function bound<
  K extends string,
  S extends z.ZodType,
  F extends z.ZodRawShape,
  M extends z.ZodRawShape,
  R extends string,
>(rule: RuleDefinition<K, S, F, M, R>, spec: z.output<S>): BoundRule<Entry<R, F>> {
  const { judge, judgeStrings, whole } = rule;
  return {
    others: rule.others?.(spec) ?? [],
    dtypeFault: (dtype) => rule.dtypeFault(dtype),
    shapeFault: (shape) => rule.shapeFault?.(spec, shape) ?? null,
    limit: (dtype) => rule.limit?.(spec, dtype) ?? NO_LIMIT,
    judge: judge === undefined ? null : (pair) => judge(spec, pair),
    judgeStrings: judgeStrings === undefined ? null : (strings) => judgeStrings(spec, strings),
    whole:
      whole === undefined
        ? null
        : { judge: (pair) => whole.judge(spec, pair), partWords: (owner) => whole.partWords(owner) },
    precisionLoss: rule.precisionLoss ?? 'warning',
    words: () => rule.words(spec),
  };
}
