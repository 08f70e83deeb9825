import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { realModels } from './real-models.js';
import { seededModels } from './seeded-models.js';

/**
 * Puts all models of the study below `root`; gives them as a configuration names them.
 * @param development folder with the pretrained networks
 */
export function layOutModels(root: string, development: string): { id: string; path: string }[] {
  const place = (file: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    return join(root, file);
  };
  for (const { id, build } of seededModels) writeFileSync(place(`${id}.onnx`), build());
  for (const { file } of realModels) copyFileSync(join(development, file), place(file));
  return [
    ...seededModels.map(({ id }) => ({ id, path: `${id}.onnx` })),
    ...realModels.map(({ id, file }) => ({ id, path: file })),
  ];
}
