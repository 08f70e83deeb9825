import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formConverter } from '../../src/convert/convert-form.js';
import { readForm } from '../../src/discover/read-form.js';
import type { Host } from '../../src/host/host.js';
import { referenceColumn } from '../../src/plan/column.js';
import { findRoute, targetOf } from '../../src/plan/routes.js';
import { truthColumns } from '../../src/plan/truth-columns.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';
import type { ReplayContext } from '../../src/replay/replay-context.js';
import { type ReplayedOperator, replayOperator } from '../../src/replay/replay-operator.js';
import { runOperator } from '../../src/replay/run-operator.js';
import { type Session, withSession } from '../../src/session.js';
import type { Values } from '../../src/tensor/tensor.js';
import type { OperatorModel } from './one-operator.js';

/** Replays operators in one session, so that workers are started once. */
export interface ReplayBench {
  readonly context: ReplayContext;
  replay(id: string, model: OperatorModel, runtime: string): Promise<ReplayedOperator>;
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
      async replay(id, { bytes, inputs }, runtime) {
        const column = session.columns.find((one) => one.id === runtime);
        if (column === undefined) throw new Error(`${runtime} is not a column of this session`);
        const folder = join(context.folder, id);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'model.onnx'), bytes);
        const form = await readForm(folder, 'model.onnx');
        const platform = `${session.platform.os}-${session.platform.arch}`;
        const route = column.runtime.reads.includes('onnx')
          ? []
          : (findRoute([form], targetOf(column), session.converters, platform)?.steps ?? []);
        const expected = await referenceOutputs(bytes, inputs, context);
        const question: OperatorQuestion = { model: id, path: form.absolute, inputs, expected, column, route };
        return replayOperator(question, context);
      },
    });
  });
}

async function referenceOutputs(bytes: Uint8Array, inputs: Values, context: ReplayContext): Promise<Values> {
  const made = await runOperator({ bytes, inputs, column: context.reference }, context);
  if ('fault' in made) throw new Error(`the reference does not run it: ${made.fault.what}`);
  return made.values;
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
