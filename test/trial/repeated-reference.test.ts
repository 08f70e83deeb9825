import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Form } from '../../src/discover/form.js';
import type { StagedModel } from '../../src/golden/stage-cases.js';
import type { Host } from '../../src/host/host.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { ModelPlan } from '../../src/plan/plan.js';
import { failedRun, type Ran, type RunRequest } from '../../src/run/run-request.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { varyingReference } from '../../src/trial/repeated-reference.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { runtime } from '../plan/facts.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repeated-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const valuesOf = (number: number) =>
  valuesMadeBy(async () => ({ y: tensor('float32', [1], bytesOf(Float32Array.of(number))) }));

function ran(numbers: Readonly<Record<string, number>>): Ran {
  const outputs = new Map(Object.entries(numbers).map(([name, number]) => [name, valuesOf(number)]));
  return { ...failedRun({ failure: { kind: 'failed', type: 'E', message: 'm' }, doing: 'd' }), failure: null, outputs };
}

/** What a process makes that begins with the same numbers each time, and goes on with every call. */
async function ask(operators: readonly string[]) {
  const form = {
    path: 'net',
    absolute: '/net',
    files: [],
    sha256: operators.join(),
    content: {
      format: 'saved-model',
      signature: null,
      companions: [],
      operators: operators.map((type) => ({ domain: 'tensorflow', type, count: 1 })),
    },
  } as unknown as Form;
  const plan = { model: { id: 'net', forms: [form] } } as unknown as ModelPlan;
  const staged = { cases: [{ name: 'one', sha256: 'a', inputs: valuesOf(0) }] } as unknown as StagedModel;
  const asked: string[] = [];
  const run = async ({ cases }: RunRequest) => {
    asked.push(...cases.map(({ name }) => name));
    return ran(Object.fromEntries(cases.map(({ name }, index) => [name, 1 + index])));
  };
  const host = { cache: folder } as Host;
  const context = { host, pool: { run }, again: true, folder };
  const fault = await varyingReference(plan, staged, referenceColumn(runtime('home')), ran({ one: 1 }), context);
  return { fault, asked };
}

test('what draws from a seed in the file is seen by its second call', async () => {
  const { fault, asked } = await ask(['MatMul', 'RandomUniform']);
  expect(asked).toEqual(['one', 'one-again']);
  expect(fault?.what).toBe('the model is random: y differs between two runs with the same inputs');
  expect(fault?.why).toBe('net draws random numbers: RandomUniform');
});

test('what has no operator that draws is called once, since it may keep a state', async () => {
  const { fault, asked } = await ask(['MatMul', 'AssignVariableOp']);
  expect(asked).toEqual(['one']);
  expect(fault).toBeNull();
});
