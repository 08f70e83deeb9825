import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formConverter } from '../../src/convert/convert-form.js';
import { readForm } from '../../src/discover/read-form.js';
import type { Host } from '../../src/host/host.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import { findRoute, targetOf } from '../../src/plan/routes.js';
import { truthColumns } from '../../src/plan/truth-columns.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';
import type { ReplayContext } from '../../src/replay/replay-context.js';
import { runOperator } from '../../src/replay/run-operator.js';
import { type Session, withSession } from '../../src/session.js';
import type { OperatorModel } from './one-operator.js';

/** Asks about operators in one session, so that workers are started once. */
export interface ReplayBench {
  readonly context: ReplayContext;
  /**
   * What the layer search would ask about the operator of a model.
   * @param runtime its id; the reference when left out
   */
  question(id: string, model: OperatorModel, runtime?: string): Promise<OperatorQuestion>;
}

/** @param runtimes ids of the runtimes that operators are replayed on */
export function withReplayBench<T>(
  runtimes: readonly string[],
  host: Host,
  use: (bench: ReplayBench) => Promise<T>,
): Promise<T> {
  return withSession({ runtimes }, host, async (session) => {
    const context = contextOf(session);
    return use({
      context,
      async question(id, { bytes, inputs }, runtime) {
        const column = runtime === undefined ? context.reference : session.columns.find((one) => one.id === runtime);
        if (column === undefined) throw new Error(`${runtime} is not a column of this session`);
        await mkdir(context.folder, { recursive: true });
        const folder = await mkdtemp(join(context.folder, 'model-'));
        await writeFile(join(folder, 'model.onnx'), bytes);
        const made = await runOperator({ bytes, inputs, column: context.reference }, context);
        if ('fault' in made) throw new Error(`${id}: the reference does not run it: ${made.fault.what}`);
        const route = await routeTo(column, folder, session);
        const asked = { model: id, path: join(folder, 'model.onnx'), inputs, expected: made.values };
        return { ...asked, column, precision: column.precision, acceptsFloat32: false, route };
      },
    });
  });
}

async function routeTo(
  column: Column,
  folder: string,
  { converters, platform }: Session,
): Promise<OperatorQuestion['route']> {
  if (column.runtime.reads.includes('onnx')) return [];
  const form = await readForm(folder, 'model.onnx');
  const route = findRoute([form], targetOf(column), converters, `${platform.os}-${platform.arch}`);
  if (route === null) throw new Error(`no route leads from ONNX to ${column.id}`);
  return route.steps;
}

function contextOf(session: Session): ReplayContext {
  const { host, platform, runtimes, columns } = session;
  const { pool, runtimes: runs, context } = session.workers();
  const home = runtimes.find(({ homeOf, embedded }) => embedded && homeOf.includes('onnx'));
  if (home === undefined) throw new Error('no embedded runtime is at home in ONNX');
  const folder = join(host.scratch, 'replay');
  return {
    pool: runs,
    converter: formConverter({ ...context, workers: pool, isa: platform.isa, again: false, folder }),
    reference: referenceColumn(home),
    witnesses: truthColumns(runtimes, columns, `${platform.os}-${platform.arch}`),
    folder,
  };
}
