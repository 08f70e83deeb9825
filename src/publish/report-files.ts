import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ReportTexts {
  /** results.json. */
  readonly results: string;
  readonly html: string;
  readonly markdown: string;
}

/** Where the reports are. */
export type ReportPaths = ReportTexts;

/** No sensible job runs the gate more often than this. */
const MOST_FOLDERS = 100;

/**
 * Writes the reports to a fresh folder `portability-report` under `temp`, or `portability-report-2` and so on when the
 * job has run the gate before.
 * @returns the paths of the files
 */
export async function reportFiles(temp: string, texts: ReportTexts): Promise<ReportPaths> {
  const folder = await freshFolder(temp);
  const paths: ReportPaths = {
    results: join(folder, 'results.json'),
    html: join(folder, 'report.html'),
    markdown: join(folder, 'report.md'),
  };
  await writeFile(paths.results, texts.results);
  await writeFile(paths.html, texts.html);
  await writeFile(paths.markdown, texts.markdown);
  return paths;
}

async function freshFolder(temp: string): Promise<string> {
  await mkdir(temp, { recursive: true });
  for (let number = 1; number < MOST_FOLDERS; number += 1) {
    const folder = join(temp, number === 1 ? 'portability-report' : `portability-report-${number}`);
    // Created without `recursive`, so that an existing folder, or a link planted there, is never written to.
    const made = await mkdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (made) return folder;
  }
  throw new Error(`${temp} already contains ${MOST_FOLDERS} report folders`);
}
