import { Worker } from 'node:worker_threads';
import type { Tally } from './tally.js';
import { blockCount, type TallyInput, tallyBlock } from './tally-block.js';
import {
  DONE,
  EMPTY,
  FILLED,
  fillSlot,
  READY_AT,
  SHARED_BYTES,
  type Slots,
  slotsIn,
  talliedIn,
} from './tally-slots.js';

/** Of both tensors. From here on even the first measurement, while the threads start, is no slower; measured. */
const WORTH_BYTES = 128 * 2 ** 20;
/** One thread copies blocks about as fast as four others tally them; measured for float32. */
const MOST_THREADS = 4;
/** A block takes less than a millisecond. A thread that has not answered by then is abandoned. */
const PATIENCE_MS = 2000;

interface Thread {
  readonly worker: Worker;
  readonly shared: Slots;
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
export class TallyPool {
  readonly #script: string;
  readonly #size: number;
  #threads: Thread[] | null = null;
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

  /** The tallies of all blocks, in order; null when the tensors are too small to share. */
  tally(input: TallyInput): readonly Tally[] | null {
    if (this.#size === 0 || input.reference.bytes.byteLength + input.candidate.bytes.byteLength < WORTH_BYTES)
      return null;
    this.#threads ??= Array.from({ length: this.#size }, () => this.#start());
    const count = blockCount(input);
    const tallies = new Array<Tally>(count);
    let next = 0;
    while (next < count) {
      for (const thread of this.#threads) {
        this.#shared += collect(thread, tallies);
        while (next < count && fillNext(thread, input, next)) next++;
      }
      if (next < count) {
        tallies[next] = tallyBlock(input, next);
        next++;
      }
    }
    for (const thread of this.#threads) this.#await(thread, input, tallies);
    return tallies;
  }

  /** Ends the threads; a later measurement would start new ones. */
  async close(): Promise<void> {
    const threads = this.#threads ?? [];
    this.#threads = null;
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #start(): Thread {
    const memory = new SharedArrayBuffer(SHARED_BYTES);
    const shared = slotsIn(memory);
    // Options of this process may not fit a thread, as --input-type does not.
    const worker = new Worker(this.#script, { workerData: memory, execArgv: [] });
    worker.unref();
    const thread: Thread = { worker, shared, blocks: shared.slots.map(() => null), nextToFill: 0 };
    // Losing it only costs time: this thread then tallies the blocks.
    worker.once('error', () => this.#giveUp(thread));
    return thread;
  }

  #giveUp(thread: Thread): void {
    this.#threads = this.#threads?.filter((other) => other !== thread) ?? null;
    void thread.worker.terminate();
  }

  /** Waits for the blocks that a thread still has. */
  #await(thread: Thread, input: TallyInput, tallies: Tally[]): void {
    for (const [slot, block] of thread.blocks.entries()) {
      if (block === null) continue;
      if (Atomics.wait(thread.shared.states, slot, FILLED, PATIENCE_MS) !== 'timed-out') continue;
      tallies[block] = tallyBlock(input, block);
      thread.blocks[slot] = null;
      this.#giveUp(thread);
    }
    this.#shared += collect(thread, tallies);
  }
}

/** Takes the finished tallies from a thread's slots; gives how many there were. */
function collect({ shared, blocks }: Thread, tallies: Tally[]): number {
  let taken = 0;
  for (const [index, slot] of shared.slots.entries()) {
    const block = blocks[index] ?? null;
    if (block === null || Atomics.load(shared.states, index) !== DONE) continue;
    tallies[block] = talliedIn(slot);
    blocks[index] = null;
    Atomics.store(shared.states, index, EMPTY);
    taken++;
  }
  return taken;
}

/** Gives a block to a thread; false when it has no free slot, or has not started yet. */
function fillNext(thread: Thread, input: TallyInput, block: number): boolean {
  const { shared, blocks, nextToFill } = thread;
  const slot = shared.slots[nextToFill];
  if (slot === undefined || blocks[nextToFill] !== null || Atomics.load(shared.states, READY_AT) === 0) return false;
  fillSlot(slot, input, block);
  blocks[nextToFill] = block;
  Atomics.store(shared.states, nextToFill, FILLED);
  Atomics.notify(shared.states, nextToFill);
  thread.nextToFill = (nextToFill + 1) % shared.slots.length;
  return true;
}
