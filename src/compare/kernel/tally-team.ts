import { Worker } from 'node:worker_threads';
import type { Tally } from './tally.js';
import { blockCount, type Measurement, tallyBlock } from './tally-block.js';
import { DESK_BYTES, type Desk, DONE, deskOf, EMPTY, FILLED, fillSlot, READY_AT, talliedIn } from './tally-slot.js';

/** Of both tensors. From here on even the first measurement, while the threads start, is no slower; measured. */
const WORTH_BYTES = 128 * 2 ** 20;
/** One thread copies blocks about as fast as four others tally them; measured for float32. */
const MOST_THREADS = 4;
/** A block takes less than a millisecond. A thread that has not answered by then is given up. */
const PATIENCE_MS = 2000;

interface Member {
  readonly desk: Desk;
  readonly worker: Worker;
  /** By slot: the block in it, or null. */
  readonly blocks: (number | null)[];
  /** The worker takes its slots in turn. */
  nextToFill: number;
}

/**
 * Worker threads that tally blocks of large tensors while the calling thread copies blocks for them and tallies others:
 * a call is synchronous, and the thread that waits is never idle. Blocks are copied, about a quarter of the cost of
 * tallying them, because shared memory cannot be had for tensors: V8 does not count it, and so would not free it.
 *
 * Threads start at the first large measurement and do not keep the process alive. Which thread tallies a block changes
 * nothing in the tally, and a block that no thread gives back in time is tallied here.
 */
export class TallyTeam {
  readonly #script: string;
  readonly #size: number;
  #members: Member[] | null = null;
  #shared = 0;

  /** `script` is tally-worker.js as built; `spare` the processors besides the calling thread's. */
  constructor(script: string, spare: number) {
    this.#script = script;
    this.#size = Math.min(spare, MOST_THREADS);
  }

  /** Blocks that other threads tallied so far. */
  get shared(): number {
    return this.#shared;
  }

  /** The tallies of all blocks, in order; null when the measurement is too small to share. */
  tally(measurement: Measurement): readonly Tally[] | null {
    const { bytes } = measurement.reference;
    if (this.#size === 0 || bytes.byteLength + measurement.candidate.bytes.byteLength < WORTH_BYTES) return null;
    this.#members ??= Array.from({ length: this.#size }, () => this.#hire());
    const count = blockCount(measurement);
    const tallies = new Array<Tally>(count);
    let next = 0;
    while (next < count) {
      for (const member of this.#members) {
        this.#shared += collect(member, tallies);
        while (next < count && hand(member, measurement, next)) next++;
      }
      if (next < count) {
        tallies[next] = tallyBlock(measurement, next);
        next++;
      }
    }
    for (const member of this.#members) this.#await(member, measurement, tallies);
    return tallies;
  }

  /** Ends the threads; a later measurement would start new ones. */
  async dismiss(): Promise<void> {
    const members = this.#members ?? [];
    this.#members = null;
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  #hire(): Member {
    const memory = new SharedArrayBuffer(DESK_BYTES);
    const desk = deskOf(memory);
    // Options of this process may not fit a thread, as --input-type does not.
    const worker = new Worker(this.#script, { workerData: memory, execArgv: [] });
    worker.unref();
    const member: Member = { desk, worker, blocks: desk.slots.map(() => null), nextToFill: 0 };
    // Without it nothing is lost but time: this thread does the blocks.
    worker.once('error', () => this.#giveUp(member));
    return member;
  }

  #giveUp(member: Member): void {
    this.#members = this.#members?.filter((other) => other !== member) ?? null;
    void member.worker.terminate();
  }

  /** Waits for the blocks that a member still has. */
  #await(member: Member, measurement: Measurement, tallies: Tally[]): void {
    for (const [slot, block] of member.blocks.entries()) {
      if (block === null) continue;
      if (Atomics.wait(member.desk.states, slot, FILLED, PATIENCE_MS) !== 'timed-out') continue;
      tallies[block] = tallyBlock(measurement, block);
      member.blocks[slot] = null;
      this.#giveUp(member);
    }
    this.#shared += collect(member, tallies);
  }
}

/** Takes the finished tallies from a member's desk; gives how many there were. */
function collect({ desk, blocks }: Member, tallies: Tally[]): number {
  let taken = 0;
  for (const [index, slot] of desk.slots.entries()) {
    const block = blocks[index] ?? null;
    if (block === null || Atomics.load(desk.states, index) !== DONE) continue;
    tallies[block] = talliedIn(slot);
    blocks[index] = null;
    Atomics.store(desk.states, index, EMPTY);
    taken++;
  }
  return taken;
}

/** Puts a block on a member's desk; false when there is no room, or nobody yet. */
function hand(member: Member, measurement: Measurement, block: number): boolean {
  const { desk, blocks, nextToFill } = member;
  const slot = desk.slots[nextToFill];
  if (slot === undefined || blocks[nextToFill] !== null || Atomics.load(desk.states, READY_AT) === 0) return false;
  fillSlot(slot, measurement, block);
  blocks[nextToFill] = block;
  Atomics.store(desk.states, nextToFill, FILLED);
  Atomics.notify(desk.states, nextToFill);
  member.nextToFill = (nextToFill + 1) % desk.slots.length;
  return true;
}
