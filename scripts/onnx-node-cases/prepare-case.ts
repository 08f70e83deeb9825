import { join } from 'node:path';
import type { Form } from '../../src/discover/form.js';
import { readForm } from '../../src/discover/read-form.js';
import { UserError } from '../../src/errors.js';
import { type StagedCase, stageCases } from '../../src/golden/stage-cases.js';
import type { Session } from '../../src/session.js';
import type { Signature } from '../../src/types.js';
import type { StoredValues } from '../../src/values/stored-values.js';
import type { ExportedCase } from './export-cases.js';

/** A case in folders for the workers. */
export interface PreparedCase {
  readonly name: string;
  readonly form: Form;
  readonly signature: Signature;
  readonly cases: readonly StagedCase[];
  /** The expected outputs of each of the cases. */
  readonly goldens: readonly StoredValues[];
  /** Types of the operators. */
  readonly operators: readonly string[];
  readonly tolerance: { readonly rtol: number; readonly atol: number };
}

/** The case ready to be run, or why it cannot be. */
export async function prepareCase(
  { name, rtol, atol, fault }: ExportedCase,
  { config, host }: Pick<Session, 'config' | 'host'>,
): Promise<PreparedCase | { readonly reason: string }> {
  if (fault !== null) return { reason: `onnx cannot write it: ${fault}` };
  const form = await readForm(host.cwd, `${name}/model.onnx`);
  const { content } = form;
  if ('fault' in content) return { reason: content.fault.what };
  const { signature, onnx } = content;
  if (signature === null || onnx === undefined) throw new Error(`${name} is not an ONNX model`);
  const entry = { inputs: {}, dims: {}, outputs: {}, golden: name };
  try {
    const { cases } = await stageCases(
      { id: name, forms: [form], entry },
      join(host.scratch, 'golden', name),
      config,
      host,
    );
    const goldens = cases.flatMap(({ expected }) => (expected === null ? [] : [expected]));
    if (goldens.length !== cases.length) throw new Error(`${name} has no expected outputs`);
    const operators = onnx.operators.map(({ type }) => type);
    return { name, form, signature, cases, goldens, operators, tolerance: { rtol, atol } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { reason: error.explanation.why ?? error.explanation.what };
  }
}
