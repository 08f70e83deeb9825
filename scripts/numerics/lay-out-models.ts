import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RealModel } from './real-models.js';
import type { SeededModel } from './seeded-models.js';

/** What is studied. */
export interface StudyModels {
  readonly seeded: readonly SeededModel[];
  readonly real: readonly RealModel[];
  /** Folder with the pretrained networks. */
  readonly development: string;
}

/** Puts the models below `root`; gives them as a configuration names them. */
export function layOutModels(root: string, { seeded, real, development }: StudyModels): { id: string; path: string }[] {
  const place = (file: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    return join(root, file);
  };
  for (const { id, build } of seeded) writeFileSync(place(`${id}.onnx`), build());
  for (const { file } of real) copyFileSync(join(development, file), place(file));
  return [...seeded.map(({ id }) => ({ id, path: `${id}.onnx` })), ...real.map(({ id, file }) => ({ id, path: file }))];
}
