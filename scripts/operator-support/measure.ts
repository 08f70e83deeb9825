import { join } from 'node:path';
import type { OperatorSupport } from '../../src/adapters/operator-support.js';
import { committed } from '../../src/convert/loadable.js';
import type { Column } from '../../src/plan/column.js';
import { staticFault } from '../../src/plan/static-check.js';
import type { Session } from '../../src/session.js';
import type { PreparedCase } from '../onnx-node-cases/prepare-case.js';

/** One case on one runtime. */
export interface CaseOutcome {
  /** The operator of its only node, with its domain unless that is ONNX's own. */
  readonly operator: string;
  /** The operator set of the case: onnx writes each with the one that brought this version of its operator. */
  readonly since: number;
  /** Why the runtime lacks what the case needs; null when it ran or failed otherwise. */
  readonly lacks: string | null;
}

/** Runs the cases of one operator each; without those whose inputs or outputs have types that the runtime does not take. */
export async function measureSupport(
  column: Column,
  prepared: readonly PreparedCase[],
  { host, workers }: Session,
): Promise<OperatorSupport | null> {
  let release: string | null = null;
  const outcomes = await Promise.all(
    prepared.map(async ({ name, form, signature, cases }): Promise<CaseOutcome[]> => {
      const [own, ...more] = operatorsOf(form);
      if (own === undefined || more.length > 0 || staticFault(signature, column.runtime) !== null) return [];
      const { failure, version } = await workers().runtimes.run({
        title: `${name} on ${column.id}`,
        column,
        model: committed(form),
        format: 'onnx',
        cases: cases.map((one) => ({ name: one.name, inputs: one.inputs })),
        folder: join(host.scratch, 'outputs', column.id),
      });
      if (failure?.failure.kind === 'never-started') throw new Error(`${column.id}: ${failure.failure.message}`);
      release ??= version;
      return [{ ...own, lacks: failure?.failure.kind === 'unsupported' ? failure.failure.message : null }];
    }),
  );
  return release === null ? null : supportOf(release, outcomes.flat());
}

function operatorsOf({ content }: PreparedCase['form']): Pick<CaseOutcome, 'operator' | 'since'>[] {
  if ('fault' in content || content.onnx === undefined) return [];
  const { operators, opsets } = content.onnx;
  return operators.map(({ domain, type }) => ({
    operator: domain === 'ai.onnx' ? type : `${domain}:${type}`,
    since: opsets[domain] ?? 0,
  }));
}

/** What outcomes say together: a limit of versions is told by the cases beyond it, which say nothing of their operators. */
export function supportOf(version: string, outcomes: readonly CaseOutcome[]): OperatorSupport {
  const counts: Record<string, Record<string, [refused: number, all: number]>> = {};
  const newest: { ir: number | null; opset: number | null } = { ir: null, opset: null };
  for (const { operator, since, lacks } of outcomes) {
    const ir = /^IR version \d+ is newer .*at most (\d+)/.exec(lacks ?? '');
    const opset = /^opset \d+ is newer .*at most (\d+)/.exec(lacks ?? '');
    if (ir !== null) newest.ir = Number(ir[1]);
    if (opset !== null) newest.opset = Number(opset[1]);
    // What this machine lacks is not what the runtime lacks.
    if (ir !== null || opset !== null || /^needs the locale /.test(lacks ?? '')) continue;
    const versions = counts[operator] ?? {};
    counts[operator] = versions;
    const [refused, all] = versions[since] ?? [0, 0];
    versions[since] = [refused + (lacks === null ? 0 : 1), all + 1];
  }
  const refused = Object.entries(counts)
    .filter(([, versions]) => Object.values(versions).some(([count]) => count > 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { version, newest, refused: Object.fromEntries(refused) };
}
