import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ProbesEntry } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import type { CaseProperty, StagedCase, StagedModel } from '../golden/stage-cases.js';
import type { Tensor, Values } from '../tensor/tensor.js';
import type { Signature } from '../types.js';
import { valuesIn } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';
import { rolled, stackRows, takeAlong } from './rows.js';
import { axesOf, batchSymbol, freeSymbols } from './symbols.js';

const ROWS = 3;

interface Probes {
  readonly cases: readonly {
    readonly name: string;
    readonly values: Values;
    readonly feedback?: StagedCase['feedback'];
  }[];
  readonly properties: readonly CaseProperty[];
}

/** Every probe that needs no declaration; a state has to be declared. */
export const EVERY_PROBE: ProbesEntry = { batch: true, sizes: true };

/**
 * The cases of a model followed by those of its probes, made from the first golden case. Probes have no committed outputs:
 * the reference runs them too. Probes that do not apply to the model are skipped.
 */
export async function stageProbes(
  model: Model,
  staged: StagedModel,
  probes: ProbesEntry,
  folder: string,
): Promise<StagedModel> {
  const signature = signatureOfForm(model.forms[0]);
  const [first] = staged.cases;
  if (signature === null || first === undefined) return staged;
  const sample = await first.inputs.read();
  const free = freeSymbols(signature);
  const batch = probes.batch === true ? batchSymbol(signature) : probes.batch || null;
  const rows = batch === null ? null : batchProbe(sample, signature, batch);
  const made = [
    rows,
    ...(probes.sizes === true ? free : [])
      .filter((symbol) => rows === null || symbol !== batch)
      .map((symbol) => sizeProbe(sample, signature, symbol)),
    probes.state === undefined ? null : stateProbe(sample, probes.state),
  ].filter((probe) => probe !== null);
  const cases: StagedCase[] = [];
  for (const { name, values, feedback } of made.flatMap((probe) => probe.cases)) {
    const inputs = join(folder, `probe-${cases.length}`);
    await writeValues(inputs, values);
    const sha256 = createHash('sha256')
      .update(JSON.stringify([first.sha256, name, feedback]))
      .digest('hex');
    const staged = { name, inputs: valuesIn(inputs), expected: null, sha256, probe: true } as const;
    cases.push(feedback === undefined ? staged : { ...staged, feedback });
  }
  return {
    ...staged,
    cases: [...staged.cases, ...cases],
    properties: made.flatMap(({ properties }) => properties),
  };
}

/** Each row alone and all rows together. Further rows are made from a single one by rolling its elements. */
function batchProbe(sample: Values, signature: Signature, symbol: string): Probes | null {
  const rows: Record<string, Tensor[]> = {};
  for (const port of signature.inputs) {
    const value = sample[port.name];
    const [axis] = axesOf(port, symbol);
    if (axis === undefined || value?.kind !== 'tensor') continue;
    const size = value.shape[axis] ?? 0;
    if (size === 0) return null;
    const one = takeAlong(value, axis, [0]);
    rows[port.name] = Array.from({ length: ROWS }, (_, row) =>
      row < size ? takeAlong(value, axis, [row]) : rolled(one, row * 7 + 1),
    );
  }
  if (Object.keys(rows).length === 0) return null;
  const together = (name: string, tensors: readonly Tensor[]) => {
    const port = signature.inputs.find((one) => one.name === name);
    return stackRows(tensors, port === undefined ? 0 : (axesOf(port, symbol)[0] ?? 0));
  };
  const alone = Array.from({ length: ROWS }, (_, row) => ({
    name: `probe: row ${row + 1} alone`,
    values: { ...sample, ...pick(rows, (_name, tensors) => tensors[row]) },
  }));
  const batch = { name: `probe: ${ROWS} rows together`, values: { ...sample, ...pick(rows, together) } };
  return {
    cases: [...alone, batch],
    properties: [{ kind: 'batch', batch: batch.name, rows: alone.map(({ name }) => name), symbol }],
  };
}

/** Two other sizes of a dimension; elements are repeated, so that they stay what the model expects. */
function sizeProbe(sample: Values, signature: Signature, symbol: string): Probes | null {
  const size = sizeOf(sample, signature, symbol);
  if (size === null || size === 0) return null;
  const sizes = [size + 1, size > 2 ? Math.ceil(size / 2) : size + 3];
  const named = sizes.map((other) => ({ name: `probe: ${symbol} = ${other}`, other }));
  return {
    cases: named.map(({ name, other }) => ({ name, values: resized(sample, signature, symbol, other) })),
    properties: named.map(({ name, other }) => ({ kind: 'size', case: name, symbol, size: other })),
  };
}

/** Two steps: the second gets the state that the first one left. */
function stateProbe(sample: Values, state: Readonly<Record<string, string>>): Probes {
  const first = 'probe: first step';
  return {
    cases: [
      { name: first, values: sample },
      { name: 'probe: second step', values: sample, feedback: { after: first, state } },
    ],
    properties: [],
  };
}

function sizeOf(sample: Values, signature: Signature, symbol: string): number | null {
  for (const port of signature.inputs) {
    const value = sample[port.name];
    const [axis] = axesOf(port, symbol);
    if (axis !== undefined && value?.kind === 'tensor') return value.shape[axis] ?? null;
  }
  return null;
}

function resized(sample: Values, signature: Signature, symbol: string, size: number): Values {
  const changed = signature.inputs.flatMap((port) => {
    const value = sample[port.name];
    const axes = axesOf(port, symbol);
    if (value?.kind !== 'tensor' || axes.length === 0) return [];
    const tensor = axes.reduce<Tensor>((now, axis) => {
      const length = now.shape[axis] ?? 1;
      return takeAlong(
        now,
        axis,
        Array.from({ length: size }, (_, index) => index % length),
      );
    }, value);
    return [[port.name, tensor] as const];
  });
  return { ...sample, ...Object.fromEntries(changed) };
}

function pick(
  rows: Readonly<Record<string, readonly Tensor[]>>,
  choose: (name: string, tensors: readonly Tensor[]) => Tensor | undefined,
): Values {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, tensors]) => {
      const chosen = choose(name, tensors);
      return chosen === undefined ? [] : [[name, chosen] as const];
    }),
  );
}
