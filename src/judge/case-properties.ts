import { unmeasured } from '../compare/judgement.js';
import type { CaseProperty } from '../golden/stage-cases.js';
import { takeAlong } from '../probe/rows.js';
import { axesOf, rowAxis } from '../probe/symbols.js';
import type { ResultOutput } from '../results/schema.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Signature } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { type CaseInput, compareCase } from './compare-case.js';

/** What is needed to judge the properties of a model's cases, for one form on one column. */
export interface PropertyContext extends Pick<CaseInput, 'form' | 'tolerances' | 'precision'> {
  readonly signature: Signature;
  readonly names: NamesMap;
  /** Outputs of a case on this column, by the form's names. */
  outputs(name: string): Promise<Values>;
  noise(name: string): CaseInput['noise'];
}

/** What must hold between the cases that ran on one column: one entry for each output of each row, and for each wrong size. */
export async function judgeProperties(
  properties: readonly CaseProperty[],
  context: PropertyContext,
): Promise<ResultOutput[]> {
  const found: ResultOutput[] = [];
  for (const property of properties)
    found.push(
      ...(property.kind === 'batch' ? await judgeBatch(property, context) : await judgeSize(property, context)),
    );
  return found;
}

/** Row by row: the outputs of the row alone against its part of the outputs of the batch. */
async function judgeBatch(
  { batch, rows, symbol }: Extract<CaseProperty, { kind: 'batch' }>,
  context: PropertyContext,
): Promise<ResultOutput[]> {
  const { signature, names } = context;
  const together = await context.outputs(batch);
  const axes = new Map(
    signature.outputs.flatMap((port) => {
      const axis = rowAxis(port, symbol);
      const own = nameIn(names, port.name);
      return axis === null || own === null ? [] : [[port.name, { axis, own }] as const];
    }),
  );
  const found: ResultOutput[] = [];
  for (const [row, name] of rows.entries()) {
    const alone = await context.outputs(name);
    const reference: Record<string, Value> = {};
    const candidate: Record<string, Value> = {};
    for (const [output, { axis, own }] of axes) {
      const value = alone[own];
      if (value !== undefined) reference[output] = value;
      const whole = together[own];
      if (whole !== undefined) candidate[own] = rowOf(whole, axis, row, rows.length);
    }
    const { outputs } = compareCase({
      ...context,
      case: `probe: row ${row + 1} of the batch against the row alone`,
      reference,
      candidate,
      expectedOutputs: [...axes.keys()],
      names,
      noise: context.noise(name),
    });
    found.push(...outputs);
  }
  return found;
}

/** The part of one row; the whole value if its number of rows is wrong, which then shows as a different shape. */
function rowOf(value: Value, axis: number, row: number, rows: number): Value {
  if (value.kind !== 'tensor' || value.shape[axis] !== rows) return value;
  return takeAlong(value, axis, [row]);
}

async function judgeSize(
  { case: name, symbol, size }: Extract<CaseProperty, { kind: 'size' }>,
  { signature, names, form, outputs }: PropertyContext,
): Promise<ResultOutput[]> {
  const values = await outputs(name);
  return signature.outputs.flatMap((port): ResultOutput[] => {
    const value = values[nameIn(names, port.name) ?? ''];
    const wrong = axesOf(port, symbol).filter((axis) => value?.kind === 'tensor' && value.shape[axis] !== size);
    const [axis] = wrong;
    if (value?.kind !== 'tensor' || axis === undefined) return [];
    const reason = `dimension ${axis} is ${value.shape[axis]}, but the model declares ${symbol}, which is ${size} here: a size is hard-coded`;
    return [{ case: name, form, name: port.name, ...unmeasured(value, 'drift', reason) }];
  });
}

function nameIn(names: NamesMap, name: string): string | null {
  const own = Object.hasOwn(names, name) ? names[name] : undefined;
  return own === undefined ? name : own;
}
