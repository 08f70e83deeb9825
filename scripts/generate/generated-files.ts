import type { GeneratedFile } from './generated-file.js';
import { nodeRuntimes } from './node-runtimes.js';
import { onnxReader } from './onnx-reader.js';
import { toleranceRules } from './tolerance-rules.js';

/** What the program itself imports: generated without importing it. */
export async function filesOfSources(): Promise<GeneratedFile[]> {
  return [nodeRuntimes(), toleranceRules(), ...onnxReader()];
}

/** What is derived from the program: its generated sources must be up to date before they are imported. */
export async function filesOfDescriptions(): Promise<GeneratedFile[]> {
  const { schemas } = await import('./schemas.js');
  const { configurationPage } = await import('./configuration-page.js');
  return [...schemas(), await configurationPage()];
}
