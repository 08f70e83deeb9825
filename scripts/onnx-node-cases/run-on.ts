import { join } from 'node:path';
import { committed } from '../../src/convert/loadable.js';
import type { Column } from '../../src/plan/column.js';
import { platformFault, staticFault } from '../../src/plan/static-check.js';
import type { Ran } from '../../src/run/run-request.js';
import type { Session } from '../../src/session.js';
import type { StoredValues } from '../../src/values/stored-values.js';
import { describeFailure } from '../../src/worker/failure.js';
import type { PreparedCase } from './prepare-case.js';

/** The result of a case on a runtime. */
export type CaseRun =
  | { readonly kind: 'not run'; readonly reason: string }
  | {
      readonly kind: 'ran';
      readonly version: string;
      /** Outputs for each of the cases. */
      readonly outputs: readonly StoredValues[];
      /** Outputs of the second run. */
      readonly again: readonly StoredValues[];
    };

/** Runs each case twice on the column: outputs that differ between the two are random. Returns the runs by name. */
export async function runOn(
  column: Column,
  prepared: readonly PreparedCase[],
  session: Session,
): Promise<Map<string, CaseRun>> {
  const runs = prepared.map(async (one) => [one.name, await runCase(column, one, session)] as const);
  return new Map(await Promise.all(runs));
}

async function runCase(column: Column, one: PreparedCase, { host, platform, workers }: Session): Promise<CaseRun> {
  const { name, form, signature, cases } = one;
  const fault =
    platformFault(column.runtime, `${platform.os}-${platform.arch}`) ?? staticFault(signature, column.runtime);
  if (fault !== null) return { kind: 'not run', reason: fault.why ?? fault.what };
  const ran = await workers().runtimes.run({
    title: `${name} on ${column.id}`,
    column,
    model: committed(form),
    format: 'onnx',
    cases: cases.flatMap(({ name, inputs }) => [
      { name, inputs },
      { name: again(name), inputs },
    ]),
    folder: join(host.scratch, 'outputs', column.id),
  });
  return runOf(one, ran);
}

function again(name: string): string {
  return `${name} again`;
}

function runOf({ cases }: PreparedCase, { failure, outputs, version }: Ran): CaseRun {
  if (failure !== null) return { kind: 'not run', reason: describeFailure(failure.failure, failure.doing).what };
  const outputsOf = (name: string) => outputs.get(name) ?? [];
  return {
    kind: 'ran',
    version: version ?? '',
    outputs: cases.flatMap(({ name }) => outputsOf(name)),
    again: cases.flatMap(({ name }) => outputsOf(again(name))),
  };
}
