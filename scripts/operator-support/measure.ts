import { join } from 'node:path';
import type { AdapterFacts, ConverterFacts, RuntimeFacts } from '../../src/adapters/define.js';
import type { OperatorSupport } from '../../src/adapters/operator-support.js';
import { formConverter } from '../../src/convert/convert-form.js';
import { committed } from '../../src/convert/loadable.js';
import { referenceColumn } from '../../src/plan/column.js';
import { findRoute } from '../../src/plan/routes.js';
import { staticFault } from '../../src/plan/static-check.js';
import type { Session } from '../../src/session.js';
import type { Failure } from '../../src/worker/failure.js';
import type { PreparedCase } from '../onnx-node-cases/prepare-case.js';
import type { OperatorCase } from './cases.js';

/** One case on one adapter. */
export interface CaseOutcome {
  /** The operator of its only node, with its domain unless that is ONNX's own. */
  readonly operator: string;
  /** The operator set that brought this version of the operator. */
  readonly since: number;
  /** Why the adapter lacks what the case needs; null when it ran or failed otherwise. */
  readonly lacks: string | null;
}

/** What one adapter made of a case. */
interface Tried {
  /** Release of the adapter; null when it never started. */
  readonly version: string | null;
  readonly failure: Failure | null;
}

type Try = (one: PreparedCase) => Promise<Tried>;

/**
 * What an adapter makes of the cases; without those whose inputs or outputs have types that a runtime does not take. Null
 * when it took none.
 */
export async function measureSupport(
  adapter: RuntimeFacts | ConverterFacts,
  cases: readonly OperatorCase[],
  session: Session,
): Promise<OperatorSupport | null> {
  const attempt = 'writes' in adapter ? converting(adapter, session) : running(adapter, session);
  let release: string | null = null;
  const lacking = async (one: PreparedCase): Promise<string | null> => {
    const { version, failure } = await attempt(one);
    if (failure?.kind === 'never-started') throw new Error(`${adapter.id}: ${failure.message}`);
    release ??= version;
    return failure?.kind === 'unsupported' ? failure.message : null;
  };
  const outcomes = await Promise.all(
    cases
      .filter(({ plain }) => 'writes' in adapter || staticFault(plain.signature, adapter) === null)
      .map((one) => outcomeOf(one, lacking)),
  );
  return release === null
    ? null
    : supportOf(
        release,
        outcomes.filter((one) => one !== null),
      );
}

/** What is asked of one operator: its case, and the same in the middle of a graph. */
interface Asked<Case extends Pick<PreparedCase, 'signature'>> extends Pick<OperatorCase, 'operator' | 'since'> {
  readonly plain: Case;
  readonly inside: Case | null;
}

/**
 * What an adapter says of an operator: that it has it, or what it lacks. Null when that says nothing of the operator.
 * @param lacking what it lacks for a case; null when it lacks nothing
 */
export async function outcomeOf<Case extends Pick<PreparedCase, 'signature'>>(
  { operator, since, plain, inside }: Asked<Case>,
  lacking: (one: Case) => Promise<string | null>,
): Promise<CaseOutcome | null> {
  const lacks = await lacking(plain);
  // A tool that wants parameters as constants, or passes no integers, has the operator all the same.
  const always = lacks === null || inside === null ? lacks : await lacking(inside);
  // Some tools refuse a model without inputs, whatever is in it.
  if (always !== null && inside?.signature.inputs.length === 0) return null;
  return { operator, since, lacks: always === null ? null : lacks };
}

function running(runtime: RuntimeFacts, { host, columns, workers }: Session): Try {
  const column = columns.find((one) => one.runtime.id === runtime.id) ?? referenceColumn(runtime);
  return async ({ name, form, cases }) => {
    const { failure, version } = await workers().runtimes.run({
      title: `${name} on ${column.id}`,
      column,
      model: committed(form),
      format: 'onnx',
      cases: cases.map((one) => ({ name: one.name, inputs: one.inputs })),
      folder: join(host.scratch, 'outputs', column.id),
    });
    return { version, failure: failure?.failure ?? null };
  };
}

function converting(converter: ConverterFacts, { host, platform, workers }: Session): Try {
  const { pool, context } = workers();
  const folder = join(host.scratch, 'converted', converter.id);
  const { convert } = formConverter({ ...context, workers: pool, isa: platform.isa, again: true, folder });
  const target = { id: converter.id, formats: [converter.writes], through: [converter], fixedSizes: true };
  return async ({ form, cases }) => {
    const route = findRoute([form], target, [converter], `${platform.os}-${platform.arch}`);
    if (route === null) throw new Error(`${converter.id} does not run on ${platform.os}-${platform.arch}`);
    const made = await convert(form, route.steps, cases);
    return made.ok
      ? { version: made.route[0]?.version ?? null, failure: null }
      : { version: null, failure: made.failure };
  };
}

/** Whether it can be measured: it reads ONNX, outside of a browser, and says itself what it lacks. */
export function isMeasurable(adapter: AdapterFacts & { readonly browser?: boolean }): boolean {
  return adapter.reads.includes('onnx') && adapter.browser !== true;
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
    .map(([operator, versions]) => [operator, onlyRefused(versions)] as const)
    .filter(([, versions]) => Object.keys(versions).length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { version, newest, refused: Object.fromEntries(refused) };
}

/** Versions of which nothing was refused say no more than versions without cases. */
function onlyRefused(versions: Readonly<Record<string, [refused: number, all: number]>>) {
  return Object.fromEntries(Object.entries(versions).filter(([, [count]]) => count > 0));
}
