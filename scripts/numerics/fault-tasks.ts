import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Model } from '../../src/discover/discover-models.js';
import type { StagedModel } from '../../src/golden/stage-cases.js';
import type { Column } from '../../src/plan/column.js';
import type { Task } from '../../src/trial/task.js';
import { faultyCopies } from './faulty-copies.js';
import type { StudyFault } from './study-results.js';

/** A faulty copy of a model, to be run. */
export interface FaultTask {
  readonly fault: StudyFault;
  readonly task: Task;
}

/**
 * The faulty copies of a model as tasks; each lies on the disk only while its turn lasts.
 * @param folder where they lie then
 */
export function faultTasks(model: Model, { cases }: StagedModel, column: Column, folder: string): FaultTask[] {
  return faultyCopies(model.forms[0].absolute, 0).map(({ kind, where, bytes }, index) => {
    const path = join(folder, `${model.id}-${index}.onnx`);
    const task: Task = {
      key: `fault ${model.id} ${index}`,
      column,
      title: `${model.id}: ${kind}`,
      async path() {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes());
        return path;
      },
      done: () => rm(path, { force: true }),
      format: 'onnx',
      runs: cases.map(({ name, inputs }) => ({ case: name, inputs })),
    };
    return { fault: { kind, where }, task };
  });
}
