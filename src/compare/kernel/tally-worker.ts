/** A worker thread of the comparison: tallies its slots in turn until it is ended. */
import { workerData } from 'node:worker_threads';
import { DONE, FILLED, READY_AT, slotsIn, tallySlot } from './tally-slots.js';

const { states, slots } = slotsIn(workerData);
Atomics.store(states, READY_AT, 1);
for (let turn = 0; ; turn = (turn + 1) % slots.length) {
  for (let state = Atomics.load(states, turn); state !== FILLED; state = Atomics.load(states, turn))
    Atomics.wait(states, turn, state);
  const slot = slots[turn];
  if (slot !== undefined) tallySlot(slot);
  Atomics.store(states, turn, DONE);
  Atomics.notify(states, turn);
}
