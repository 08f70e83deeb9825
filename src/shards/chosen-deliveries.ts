import { UserError } from '../errors.js';
import type { ShardPart, WholeMatrix } from '../results/schema.js';
import type { Delivery } from './read-deliveries.js';

/** The deliveries that count, and the parts that are not there. */
export interface ChosenDeliveries {
  readonly whole: WholeMatrix;
  /** In the order of the plan. */
  readonly delivered: readonly Delivery[];
  readonly missing: readonly ShardPart[];
}

/**
 * One delivery for each part: that of the last attempt, since a job that is run again replaces its earlier result.
 * @throws UserError for parts of different runs, for two results of one attempt of a part, and for one that is not planned
 */
export function chosenDeliveries(deliveries: readonly Delivery[]): ChosenDeliveries {
  const [first] = deliveries;
  if (first === undefined) throw new Error('nothing was delivered');
  const { whole } = first.results.part;
  const chosen = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const { shard, attempt, whole: its } = delivery.results.part;
    if (its.digest !== whole.digest)
      throw new UserError({
        where: delivery.shown,
        what: `${nameOf(shard)} belongs to another run than ${nameOf(first.results.part.shard)} in ${first.shown}`,
        why: 'commit, configuration, models, columns or the number of parts differ',
        next: 'join the results of one run only',
      });
    if (!isPlanned(delivery, whole))
      throw new UserError({
        where: delivery.shown,
        what: `${nameOf(shard)} has other cells than were planned for it`,
      });
    const other = chosen.get(nameOf(shard));
    if (other?.results.part.attempt === attempt)
      throw new UserError({
        where: `${other.shown}, ${delivery.shown}`,
        what: `${nameOf(shard)} is there twice, both from attempt ${attempt}`,
        next: 'leave one of them out',
      });
    if (other === undefined || other.results.part.attempt < attempt) chosen.set(nameOf(shard), delivery);
  }
  return {
    whole,
    delivered: whole.shards.flatMap((shard) => chosen.get(nameOf(shard)) ?? []),
    missing: whole.shards.filter((shard) => !chosen.has(nameOf(shard))),
  };
}

/** As in "part 2/4 on linux-arm64". */
export function nameOf({ platform, index, of }: Pick<ShardPart, 'platform' | 'index' | 'of'>): string {
  return `part ${index}/${of} on ${platform}`;
}

/** A planned part, with exactly its cells, from the platform that it is for. */
function isPlanned({ results: { part, cells, platform } }: Delivery, whole: WholeMatrix): boolean {
  const planned = whole.shards.find((shard) => nameOf(shard) === nameOf(part.shard));
  if (planned === undefined || `${platform.os}-${platform.arch}` !== planned.platform) return false;
  const wanted = planned.models.flatMap((model) => planned.runtimes.map((runtime) => JSON.stringify([model, runtime])));
  const there = cells.map(({ model, runtime }) => JSON.stringify([model, runtime]));
  return (
    wanted.length === there.length &&
    new Set(there).size === there.length &&
    wanted.every((cell) => there.includes(cell))
  );
}
