import type { GeneratedFile } from './generated-file.js';
import { nodeRuntimes } from './node-runtimes.js';
import { onnxReader } from './onnx-reader.js';
import { toleranceRules } from './tolerance-rules.js';

/** What the program itself imports: made without importing it. */
export async function filesOfSources(): Promise<GeneratedFile[]> {
  return [nodeRuntimes(), toleranceRules(), ...onnxReader()];
}

/** What the program says of itself: its sources must be as generated before they are imported. */
export async function filesOfDescriptions(): Promise<GeneratedFile[]> {
  const { schemas } = await import('./schemas.js');
  const { configurationPage } = await import('./configuration-page.js');
  return [...schemas(), await configurationPage()];
}
