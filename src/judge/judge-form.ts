import { Malformed } from '../bytes/malformed.js';
import { withoutDouble, withWinograd } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { outputNames } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import type { CaseProperty } from '../golden/stage-cases.js';
import { changed, type NoiseByCase, type NoiseByLeaf } from '../noise/noise-floor.js';
import { acceptsFloat32 } from '../plan/accepts-float32.js';
import { type ModelPlan, type RunPlan, rulesFor } from '../plan/plan.js';
import { appliedRules } from '../plan/resolve-rules.js';
import { coarserOf } from '../plan/through.js';
import type { ResultDistribution } from '../results/distribution-schema.js';
import type { ResultOutput } from '../results/schema.js';
import type { Values } from '../tensor/tensor.js';
import type { RanForm } from '../trial/trial.js';
import type { Precision } from '../types.js';
import { ownName } from '../values/correspondence.js';
import { judgeProperties } from './case-properties.js';
import { type CaseComparison, compareCase, type FurthestLeaf } from './compare-case.js';
import { distributionOf } from './distribution.js';
import type { DriftEvidence } from './drift-evidence.js';
import { type FailedForm, recordOf } from './failed-form.js';
import { type NoiseDoubts, withDoubts } from './noise-doubts.js';

/** How a form is judged: by the rules and the precision of a column. */
export interface JudgingContext {
  readonly model: ModelPlan['model'];
  readonly plan: Pick<RunPlan, 'column' | 'rules' | 'rulesOfForms'>;
  /** Null: not measured, the dtype table decides. */
  readonly noise: NoiseByCase | null;
  readonly threads?: TallyPool | undefined;
}

const NO_DOUBTS: NoiseDoubts = {};

interface Furthest {
  readonly doubts: NoiseDoubts;
  readonly howFar: number;
  readonly distribution: ResultDistribution;
}

/** The results of one form on one column, case after case. */
export class FormJudge {
  readonly #cases = new Map<string, Omit<CaseComparison, 'furthest'>>();
  #furthest: Furthest | null = null;
  readonly #properties: ResultOutput[] = [];
  /** Set if outputs of the worker cannot be read: none of its outputs count then. */
  failed: FailedForm | null = null;

  constructor(
    readonly trial: RanForm,
    readonly context: JudgingContext,
  ) {}

  get outputs(): readonly ResultOutput[] {
    return [...[...this.#cases.values()].flatMap(({ outputs }) => outputs), ...this.#properties];
  }

  get evidence(): readonly DriftEvidence[] {
    return [...this.#cases.values()].flatMap(({ evidence }) => evidence);
  }

  /** Of the output, of all cases, that is furthest off; null when none drifts that was compared number by number. */
  get furthest(): Pick<Furthest, 'howFar' | 'distribution'> | null {
    return this.#furthest;
  }

  /** Whether float32 is said to be enough, also for a model in float64. */
  get acceptsFloat32(): boolean {
    return acceptsFloat32(this.context.plan.column, this.trial.form);
  }

  /** The coarser one of its column and its form. What rounding inside does is known by the noise floor, or not at all. */
  get precision(): Precision {
    const { precision = 'f32', content } = this.trial.form;
    const declared = coarserOf(this.context.plan.column.precision, precision);
    const narrow = 'fault' in content ? undefined : content.narrow;
    return this.context.noise === null && narrow !== undefined ? coarserOf(declared, narrow) : declared;
  }

  /**
   * Compares the outputs of one case; again, if it was compared before.
   * @param expected by the first form's names
   * @param doubts noise floors that are not believed
   * @returns the outputs as they were read, for further comparisons; null when they cannot be read
   */
  async judgeCase(name: string, expected: Values, doubts: NoiseDoubts = NO_DOUBTS): Promise<Values | null> {
    const candidate = await this.#read(name);
    if (candidate === null) return null;
    const { model, plan, noise, threads } = this.context;
    // A format that does not record its outputs is judged by the outputs of the reference.
    const names = outputNames(model) ?? Object.keys(expected).sort();
    const { furthest, ...compared } = compareCase({
      case: name,
      form: this.trial.form.path,
      reference: expected,
      candidate,
      expectedOutputs: names,
      names: this.trial.loaded.names,
      extraOutputs: this.#extraOutputs(),
      noise: withDoubts(this.#floors(noise?.[name] ?? {}), doubts),
      tolerances: appliedRules(rulesFor(plan, this.trial.form), names),
      precision: this.precision,
      tallyPool: threads,
    });
    this.#cases.set(name, compared);
    if (furthest !== null) this.#see(furthest, name, doubts);
    return candidate;
  }

  /** Of the kernels of the column, and of what it or the form declares. */
  #floors(noise: NoiseByLeaf): NoiseByLeaf {
    const own = this.context.plan.column.runtime.winograd ? changed(noise, withWinograd) : noise;
    return this.acceptsFloat32 ? changed(own, withoutDouble) : own;
  }

  /** What was seen with other doubts is judged again, and does not count. */
  #see(leaf: FurthestLeaf, name: string, doubts: NoiseDoubts): void {
    const before = this.#furthest?.doubts === doubts ? this.#furthest.howFar : Number.NEGATIVE_INFINITY;
    if (leaf.howFar <= before) return;
    const distribution = distributionOf(leaf, { case: name, form: this.trial.form.path });
    if (distribution !== null) this.#furthest = { doubts, howFar: leaf.howFar, distribution };
  }

  /** What must hold between the cases, whatever the reference says. */
  async judgeProperties(properties: readonly CaseProperty[]): Promise<void> {
    const { model, plan, noise } = this.context;
    const signature = signatureOfForm(model.forms[0]);
    if (signature === null || this.failed !== null) return;
    const found = await judgeProperties(properties, {
      form: this.trial.form.path,
      signature,
      names: this.trial.loaded.names,
      tolerances: appliedRules(rulesFor(plan, this.trial.form)),
      precision: this.precision,
      outputs: async (name) => (await this.#read(name)) ?? {},
      noise: (name) => this.#floors(noise?.[name] ?? {}),
    });
    this.#properties.push(...found);
  }

  /** Under the names of what was loaded: converters rename them like any other output. */
  #extraOutputs(): readonly string[] {
    const { form, loaded } = this.trial;
    return (form.extraOutputs ?? []).flatMap((name) => ownName(loaded.names, name) ?? []);
  }

  async #read(name: string): Promise<Values | null> {
    const stored = this.trial.ran.outputs.get(name);
    try {
      if (stored === undefined) throw new Malformed('they were never written');
      return await stored.read();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.failed = unreadableOutputs(name, error);
      return null;
    }
  }
}

/** Outputs of a worker are untrusted data: if they cannot be read, their cell fails. */
function unreadableOutputs(name: string, { message, detail: { why } }: Malformed): FailedForm {
  const what = `the outputs of case ${name} cannot be read: ${message}`;
  const failure = { kind: 'failed', type: 'Malformed', message: what } as const;
  return {
    state: 'run-failed',
    fault: { what, ...(why === undefined ? {} : { why }) },
    failure: recordOf({ failure, doing: `writing the outputs of case ${name}`, case: name }),
  };
}
