import { readOutputs } from '../run/read-outputs.js';
import { LOADING } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import { type FormTrial, isRun, type RanForm, type TriedModel } from '../trial/trial.js';
import type { Fault } from '../types.js';
import type { StoredValues } from '../values/stored-values.js';
import { describeFailure } from '../worker/failure.js';

/** What a model's cells are compared with. */
export interface Reference {
  readonly kind: 'committed' | 'runtime';
  readonly runtime: string;
  readonly version: string;
  /** Engine that made it; null for committed outputs. */
  readonly engine: string | null;
  /** By case. */
  readonly outputs: ReadonlyMap<string, StoredValues>;
}

export interface NoReference {
  readonly missing: Fault;
  /** The runtime of the reference refused the model, or the inputs of a case, which is no error of the gate. */
  readonly refused?: true;
}

/**
 * The committed outputs; else those of the home runtime; else, if that could not run the model, those of the first column
 * with a home runtime of the format that could.
 */
export function referenceOf(trial: TriedModel): Reference | NoReference {
  const { plan, staged, reference: own, random } = trial;
  const { cases } = staged;
  if (cases.length > 0 && cases.every(({ expected }) => expected !== null)) {
    const outputs = new Map(cases.flatMap(({ name, expected }) => (expected === null ? [] : [[name, expected]])));
    return { kind: 'committed', runtime: 'committed outputs', version: '', engine: null, outputs };
  }
  if (random !== null) return { missing: random };
  const { reference: column } = plan;
  const made = (
    runtime: string,
    engine: string,
    { version, outputs }: Pick<RanForm['ran'], 'version' | 'outputs'>,
  ) => ({
    kind: 'runtime' as const,
    runtime,
    version: version ?? '',
    engine,
    outputs: withCommitted(trial, outputs),
  });
  if (column !== null && own?.failure === null) return made(column.runtime.id, column.runtime.engine, own);
  const { format } = plan.model.forms[0].content;
  for (const cell of trial.cells) {
    const { column: other } = cell.plan;
    if (!isRun(cell) || format === null || !other.runtime.homeOf.includes(format)) continue;
    if ((other.format ?? format) !== format) continue;
    const ran = ranFirst(trial, cell.forms);
    if (ran !== null) return made(other.id, other.runtime.engine, ran.ran);
  }
  return noReference(trial);
}

/** Its outputs of one case. A worker wrote them: if they are not there or cannot be read, there is no reference. */
export async function readReference(reference: Reference, name: string): Promise<{ outputs: Values } | NoReference> {
  const read = await readOutputs(reference, name, `the reference on ${reference.runtime}`);
  return 'fault' in read ? { missing: read.fault } : { outputs: read.values };
}

/** The first form of the model where it ran to the end. */
export function ranFirst({ plan }: Pick<TriedModel, 'plan'>, forms: readonly FormTrial[]): RanForm | null {
  const [first] = plan.model.forms;
  const found = forms.find(({ form }) => form === first);
  return found !== undefined && 'ran' in found && found.ran.failure === null ? found : null;
}

/** Committed outputs take precedence, case by case. */
function withCommitted({ staged }: TriedModel, outputs: ReadonlyMap<string, StoredValues>): Map<string, StoredValues> {
  return new Map(
    staged.cases.flatMap(({ name, expected }) => {
      const found = expected ?? outputs.get(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/** The runtime of the reference could not run the model. */
function noReference({ plan, reference: own }: TriedModel): NoReference {
  const failure = own?.failure ?? null;
  const isRefusal = failure?.failure.kind === 'failed' && (failure.case !== undefined || failure.doing === LOADING);
  const refused = isRefusal ? failure.case : undefined;
  const columns = plan.cells.map(({ column }) => column.runtime.id);
  const homes = plan.homes.filter(({ id }) => !columns.includes(id)).map(({ id }) => id);
  const others = homes.length === 0 ? '' : `, or add ${homes.join(' or ')} to \`runtimes:\``;
  const missing = {
    what: 'there is no reference to compare with',
    ...(failure !== null &&
      plan.reference !== null && {
        why: `the reference on ${plan.reference.runtime.id} ${describeFailure(failure.failure, failure.doing).what}`,
      }),
    next: `${refused === undefined ? '' : `fix the inputs of case ${refused}, or `}commit expected outputs beside the inputs${others}`,
  };
  return isRefusal ? { missing, refused: true } : { missing };
}
