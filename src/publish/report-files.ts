import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../host/make-folder.js';

/** The reports of a run, by name. */
const FILES = {
  results: 'results.json',
  html: 'report.html',
  markdown: 'report.md',
  junit: 'junit.xml',
  sarif: 'report.sarif',
  badge: 'badge.json',
} as const;

export type ReportTexts = Readonly<Record<keyof typeof FILES, string>>;

/** Where the reports are. */
export type ReportPaths = ReportTexts;

const REPORTS = Object.keys(FILES) as (keyof typeof FILES)[];

/** No sensible job runs the gate more often than this. */
const MOST_FOLDERS = 100;

/**
 * Writes the reports to a fresh folder `portability-report` under `temp`, or `portability-report-2` and so on when the
 * job has run the gate before.
 * @returns the paths of the files
 */
export async function reportFiles(temp: string, texts: ReportTexts): Promise<ReportPaths> {
  const folder = await freshFolder(temp);
  const pathOf = (report: keyof typeof FILES) => join(folder, FILES[report]);
  const paths: ReportPaths = {
    results: pathOf('results'),
    html: pathOf('html'),
    markdown: pathOf('markdown'),
    junit: pathOf('junit'),
    sarif: pathOf('sarif'),
    badge: pathOf('badge'),
  };
  await Promise.all(REPORTS.map((report) => writeFile(paths[report], texts[report])));
  return paths;
}

async function freshFolder(temp: string): Promise<string> {
  await makeFolder(temp);
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
