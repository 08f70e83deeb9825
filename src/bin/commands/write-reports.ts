import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { LOCK_FILE } from '../../baseline/lock-schema.js';
import { makeFolder } from '../../host/make-folder.js';
import { requireOwnTarget } from '../../host/own-target.js';
import { writeWhole } from '../../host/write-whole.js';
import type { SourceTexts } from '../../publish/finding-place.js';
import { sarifText } from '../../publish/sarif-text.js';
import { sourceTexts } from '../../publish/source-texts.js';
import { badgeJson } from '../../report/badge.js';
import { htmlReport } from '../../report/html.js';
import { resultsJson } from '../../report/json.js';
import { junitXml } from '../../report/junit.js';
import { commentMarkdown } from '../../report/markdown.js';
import type { Results } from '../../results/schema.js';

interface ReportContext {
  readonly cwd: string;
  /** Of the pull-request comment. */
  readonly key: string;
}

interface ReportWriter {
  readonly description: string;
  text(results: Results, context: ReportContext): string;
}

/** What a command can write of its results, by option. */
const WRITERS = {
  json: { description: 'write the results document', text: (results) => resultsJson(results) },
  markdown: {
    description: 'write the pull-request comment',
    text: (results, { key }) => commentMarkdown(results, { key }),
  },
  html: { description: 'write the report as one HTML file', text: (results) => htmlReport(results) },
  junit: {
    description: 'write JUnit XML: a suite for each model, a test case for each golden case on each runtime',
    text: (results) => junitXml(results),
  },
  sarif: {
    description: 'write SARIF 2.1.0 for code scanning: a rule for each cause, a result for each finding and model',
    text: (results, { cwd }) => sarifText(results, sourcesOf(results, cwd), ''),
  },
  badge: {
    description: 'write the badge as the endpoint of shields.io reads it',
    text: (results) => badgeJson(results),
  },
} satisfies Readonly<Record<string, ReportWriter>>;

/** The files that were asked for; `-` is standard output. */
export type ReportFiles = { readonly [kind in keyof typeof WRITERS]?: string };

const KINDS = Object.keys(WRITERS) as (keyof typeof WRITERS)[];

/** Adds an option for each report to a command. */
export function addReportOptions(command: Command): Command {
  for (const kind of KINDS) command.option(`--${kind} <file>`, `${WRITERS[kind].description} (- for standard output)`);
  return command;
}

/** Whether standard output is a report for a program, and so nothing else. */
export function isStreamed(files: ReportFiles): boolean {
  return KINDS.some((kind) => files[kind] === '-');
}

/** @throws UserError when one of them would be written where a link in the repository leads */
export function requireOwnReports(files: ReportFiles, cwd: string): void {
  for (const kind of KINDS) {
    const target = files[kind];
    if (target !== undefined && target !== '-') requireOwnTarget(cwd, target);
  }
}

/**
 * Writes the reports that were asked for; folders are made.
 * @param print to standard output
 * @throws UserError as `requireOwnReports` does
 */
export async function writeReports(
  results: Results,
  files: ReportFiles,
  { print, ...context }: ReportContext & { print(text: string): void },
): Promise<void> {
  requireOwnReports(files, context.cwd);
  for (const kind of KINDS) {
    const target = files[kind];
    if (target === undefined) continue;
    const writer: ReportWriter = WRITERS[kind];
    const text = writer.text(results, context);
    if (target === '-') {
      print(text);
      continue;
    }
    const path = resolve(context.cwd, target);
    await makeFolder(dirname(path));
    await writeWhole(path, text);
  }
}

function sourcesOf({ run }: Results, cwd: string): SourceTexts {
  return sourceTexts(cwd, run?.config ?? null, run?.baseline ?? LOCK_FILE);
}
