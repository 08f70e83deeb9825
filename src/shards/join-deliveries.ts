import { faultOf } from '../errors.js';
import {
  type OutputConsensus,
  type ResultCell,
  type ResultModel,
  type ResultRuntime,
  type Results,
  type RunOfResults,
  resultsSchema,
  SCHEMA_VERSION,
  type WholeMatrix,
} from '../results/schema.js';
import { gateVerdict } from '../results/verdict.js';
import { VERSION } from '../version.js';
import { type AcrossPlatforms, compareAcross } from './across-platforms.js';
import { type ChosenDeliveries, nameOf } from './chosen-deliveries.js';
import type { Delivery } from './read-deliveries.js';
import { lastStop, type StoppedPart } from './stopped-parts.js';

/**
 * One document of the parts of a matrix. With several platforms each has its own columns, and a cell that passes on two of
 * them but computes different numbers there drifts. A planned cell that nobody delivered is an error.
 * @param stops what jobs have left that did not come to their end
 */
export async function joinDeliveries(
  { whole, delivered, missing }: ChosenDeliveries,
  stops: readonly StoppedPart[] = [],
): Promise<Results> {
  const platforms = [...new Set(whole.shards.map(({ platform }) => platform))];
  const several = platforms.length > 1;
  const idOn = (runtime: string, platform: string) => (several ? `${runtime} (${platform})` : runtime);
  const runtimes = platforms.flatMap((platform) => runtimesOn(platform, whole, delivered, idOn, several));
  const ran = delivered.flatMap((delivery) => delivery.results.cells.map((cell) => ({ cell, delivery })));
  const compared = several ? await across(ran, platforms) : ran;
  const cells = [
    ...compared.map(({ cell, delivery }) => ({ ...cell, runtime: idOn(cell.runtime, platformOf(delivery)) })),
    ...missing.flatMap((shard) =>
      shard.models.flatMap((model) =>
        shard.runtimes.map((runtime) =>
          notDelivered(model, idOn(runtime, shard.platform), nameOf(shard), lastStop(stops, nameOf(shard))),
        ),
      ),
    ),
  ];
  const { verdict } = gateVerdict({ cells }, whole.failOn);
  const machines = platforms.flatMap(
    (platform) => delivered.find((one) => platformOf(one) === platform)?.results.platform ?? [],
  );
  const [machine] = machines;
  if (machine === undefined) throw new Error('nothing was delivered');
  return resultsSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    verdict,
    tool: { version: VERSION },
    platform: several ? together(machines) : machine,
    run: { ...whole.run, ...changedRules(delivered) },
    ...(several ? { platforms: machines } : {}),
    models: whole.models.map((model) => modelOf(model, delivered, idOn)),
    runtimes,
    cells: inOrder(cells, whole, runtimes),
  } satisfies Results);
}

/** Every part says the same of the pull request, and the one that says most is believed. */
function changedRules(delivered: readonly Delivery[]): Pick<RunOfResults, 'changedRules'> {
  const rules = delivered.flatMap(({ results: { run } }) => run?.changedRules ?? []);
  const known = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return known.size === 0 ? {} : { changedRules: [...known.values()] };
}

const platformOf = ({ results: { part } }: Delivery): string => part.shard.platform;

function runtimesOn(
  platform: string,
  { shards, runtimes }: WholeMatrix,
  delivered: readonly Delivery[],
  idOn: (runtime: string, platform: string) => string,
  several: boolean,
): ResultRuntime[] {
  const planned = new Set(shards.filter((shard) => shard.platform === platform).flatMap((shard) => shard.runtimes));
  return runtimes
    .filter(({ id }) => planned.has(id))
    .map((runtime) => {
      const seen = delivered
        .filter((one) => platformOf(one) === platform)
        .flatMap(({ results }) => results.runtimes.filter(({ id }) => id === runtime.id));
      const ran = seen.find(({ version }) => version !== null) ?? seen[0] ?? runtime;
      return { ...ran, id: idOn(runtime.id, platform), ...(several ? { column: runtime.id, platform } : {}) };
    });
}

/** What is known of a model from wherever it ran; nothing but its files, if no part with it was delivered. */
function modelOf(
  planned: WholeMatrix['models'][number],
  delivered: readonly Delivery[],
  idOn: (runtime: string, platform: string) => string,
): ResultModel {
  const found = delivered.flatMap((delivery) =>
    delivery.results.models
      .filter(({ id }) => id === planned.id)
      .map((model) => ({ model, platform: platformOf(delivery) })),
  );
  const consensus = new Map<string, OutputConsensus>();
  for (const { model, platform } of found)
    for (const { output, distances } of model.consensus ?? []) {
      const own = distances.map((distance) => ({
        ...distance,
        a: idOn(distance.a, platform),
        b: idOn(distance.b, platform),
      }));
      consensus.set(output, { output, distances: [...(consensus.get(output)?.distances ?? []), ...own] });
    }
  const best = found.find(({ model }) => model.reference !== null) ?? found[0];
  const { consensus: _, ...facts } = best?.model ?? { ...planned, goldens: 'none' as const, reference: null };
  return { ...facts, ...(consensus.size > 0 ? { consensus: [...consensus.values()] } : {}) };
}

function notDelivered(model: string, runtime: string, part: string, stop: StoppedPart | null): ResultCell {
  const fault = {
    what: `${part} delivered no result`,
    ...(stop === null
      ? {
          why: 'its job was cancelled, was lost or ended before the results were written',
          next: 'see the log of the job, and run it again: its result replaces this one',
        }
      : { why: faultOf(stop.stopped).what, next: stop.stopped.next ?? 'see the log of the job' }),
  };
  return {
    model,
    runtime,
    state: 'error',
    reason: fault.what,
    fault,
    route: [],
    cases: 0,
    seconds: 0,
    peakRssBytes: null,
    cached: false,
    outputs: [],
  };
}

interface RanCell {
  readonly cell: ResultCell;
  readonly delivery: Delivery;
}

/** Cells that pass on two platforms are compared with each other: every later one with the first. */
async function across(ran: readonly RanCell[], platforms: readonly string[]): Promise<RanCell[]> {
  const place = (one: RanCell) => platforms.indexOf(platformOf(one.delivery));
  const first = new Map<string, RanCell>();
  const joined: RanCell[] = [];
  for (const one of ran.toSorted((a, b) => place(a) - place(b))) {
    const key = keyOf(one);
    const other = first.get(key);
    if (other === undefined && one.cell.state === 'pass') first.set(key, one);
    if (other === undefined || one.cell.state !== 'pass') joined.push(one);
    else joined.push({ ...one, cell: await comparedCell(one, other) });
  }
  return joined.map((one) => ({ ...one, cell: explained(one, first.get(keyOf(one))) }));
}

const keyOf = ({ cell }: RanCell): string => JSON.stringify([cell.model, cell.runtime]);

/** A drift without another cause, on one platform only. */
function explained({ cell, delivery }: RanCell, passed: RanCell | undefined): ResultCell {
  if (cell.state !== 'drift' || cell.diagnosis !== undefined || passed === undefined) return cell;
  const [here, there] = [platformOf(delivery), platformOf(passed.delivery)];
  return {
    ...cell,
    diagnosis: {
      id: 'drift-on-one-platform',
      finding: `Drift across platforms: it passes on ${there} and drifts on ${here}`,
      evidence: cell.reason ?? '',
      fix: `Compare the releases and instruction sets of the two; if ${here} is meant to compute otherwise, declare its precision or a tolerance`,
    },
  };
}

async function comparedCell({ cell, delivery }: RanCell, other: RanCell): Promise<ResultCell> {
  const [here, there] = [platformOf(delivery), platformOf(other.delivery)];
  const found = await compareAcross(
    cell,
    { folder: other.delivery.folder, platform: there },
    { folder: delivery.folder, platform: here },
  );
  const { reference } = delivery.results.models.find(({ id }) => id === cell.model) ?? {};
  return withComparison(cell, found, here, there, reference?.kind === 'committed');
}

/** Cause of a cell that passes on each of two platforms, which are apart from each other. */
export const APART = 'drift-across-platforms';

/** Outputs that are the same on both platforms say nothing that the cell does not say already. */
export function withComparison(
  cell: ResultCell,
  { outputs, unreadable }: AcrossPlatforms,
  here: string,
  there: string,
  isCommitted: boolean,
): ResultCell {
  if (unreadable !== null) {
    const what = `its outputs on ${here} and ${there} cannot be compared: ${unreadable}`;
    return { ...cell, state: 'error', reason: what, fault: { what, next: 'run both jobs again' } };
  }
  const differing = outputs.filter(({ verdict }) => verdict !== 'pass');
  const [worst] = differing;
  if (worst === undefined) return cell;
  const reason = `drift across platforms: ${worst.name}: ${worst.reason ?? 'outside its tolerance'}`;
  return {
    ...cell,
    state: 'drift',
    reason,
    outputs: [...cell.outputs, ...differing],
    diagnosis: {
      id: APART,
      finding: `Drift across platforms: it computes other numbers on ${here} than on ${there}`,
      evidence: `On each it passes against ${isCommitted ? 'the committed outputs' : 'the reference that ran there'}, but the two are further apart than its tolerance allows: ${worst.name}: ${worst.reason ?? 'outside its tolerance'}`,
      fix: `${isCommitted ? 'See which of them is further from the committed outputs' : 'Commit expected outputs, so that both are compared with the same numbers, and see which of them is off'}; if both are meant, set a tolerance for the column`,
    },
  };
}

function together(machines: readonly Results['platform'][]): Results['platform'] {
  const all = (of: (machine: Results['platform']) => string) => [...new Set(machines.map(of))].join(', ');
  return {
    os: all(({ os }) => os),
    arch: all(({ arch }) => arch),
    cpu: all(({ cpu }) => cpu),
    isa: [],
    sandbox: all(({ sandbox }) => sandbox),
    ...(machines.some(({ network }) => network === 'open') && { network: 'open' as const }),
  };
}

/** Rows, then columns, as planned. */
function inOrder(
  cells: readonly ResultCell[],
  { models }: WholeMatrix,
  runtimes: readonly ResultRuntime[],
): ResultCell[] {
  const rows = new Map(models.map(({ id }, index) => [id, index]));
  const columns = new Map(runtimes.map(({ id }, index) => [id, index]));
  const row = ({ model }: ResultCell) => rows.get(model) ?? rows.size;
  const column = ({ runtime }: ResultCell) => columns.get(runtime) ?? columns.size;
  return cells.toSorted((a, b) => row(a) - row(b) || column(a) - column(b));
}
