import { sarifJson } from '../report/sarif.js';
import { viewOf } from '../report/view.js';
import type { Results } from '../results/schema.js';
import { placeOf, type SourceTexts } from './finding-place.js';
import { fromRoot } from './from-root.js';

/**
 * SARIF with each finding at the line of the configuration or the baseline that it is about, or at the file of its model.
 * @param folder working directory as a path from the root of the repository; '' for the root itself
 */
export function sarifText(results: Results, sources: SourceTexts, folder: string): string {
  const elsewhere = fromRoot(folder, sources.config?.path ?? results.run?.config ?? 'portability.yml');
  return sarifJson(viewOf(results).findings, (finding) => placeOf(finding, results.models, sources, folder), elsewhere);
}
