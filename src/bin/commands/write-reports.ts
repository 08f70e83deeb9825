import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { htmlReport } from '../../report/html.js';
import { resultsJson } from '../../report/json.js';
import { commentMarkdown } from '../../report/markdown.js';
import type { Results } from '../../results/schema.js';

/** The files that were asked for; `-` is standard output. */
export interface ReportFiles {
  readonly json?: string;
  readonly markdown?: string;
  readonly html?: string;
}

/** Whether standard output is a report for a program, and so nothing else. */
export function isStreamed({ json, markdown, html }: ReportFiles): boolean {
  return [json, markdown, html].includes('-');
}

/**
 * Writes the reports that were asked for; folders are made.
 * @param print to standard output
 * @param key of the pull-request comment
 */
export async function writeReports(
  results: Results,
  files: ReportFiles,
  { cwd, key, print }: { readonly cwd: string; readonly key: string; print(text: string): void },
): Promise<void> {
  const write = async (target: string | undefined, text: () => string) => {
    if (target === undefined) return;
    if (target === '-') return print(text());
    const path = resolve(cwd, target);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text());
  };
  await write(files.json, () => resultsJson(results));
  await write(files.markdown, () => commentMarkdown(results, { key }));
  await write(files.html, () => htmlReport(results));
}
