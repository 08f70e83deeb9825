/** A worker thread of the comparison: tallies the slots of its desk in turn until it is ended. */
import { workerData } from 'node:worker_threads';
import { DONE, deskOf, FILLED, READY_AT, tallySlot } from './tally-slot.js';

const { states, slots } = deskOf(workerData);
Atomics.store(states, READY_AT, 1);
for (let turn = 0; ; turn = (turn + 1) % slots.length) {
  for (let state = Atomics.load(states, turn); state !== FILLED; state = Atomics.load(states, turn))
    Atomics.wait(states, turn, state);
  const slot = slots[turn];
  if (slot !== undefined) tallySlot(slot);
  Atomics.store(states, turn, DONE);
  Atomics.notify(states, turn);
}
