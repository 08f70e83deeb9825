import { formatCount } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { joinMd, md, mdLink, mdMarker, mdName, mdText, type SafeMarkdown } from './escape.js';
import { findingsOf } from './findings.js';
import { fitToBudget } from './fit-to-budget.js';
import {
  commandsSection,
  findingsSection,
  formsSection,
  matrixSection,
  moreFindingsSection,
  outputsSection,
  type Room,
  routesSection,
  runtimesSection,
  unjudgedSection,
  warningsSection,
} from './markdown-sections.js';
import { matrixOf } from './matrix.js';
import { changesText, othersText, verdictLine } from './verdict-line.js';
import { platformText } from './version-rows.js';

export interface MarkdownOptions {
  /** Tells this gate's comment from others on the same pull request: the config's path, say. */
  readonly key: string;
  /** The commit that was judged, abbreviated by the caller. */
  readonly commit?: string;
  /** https address of the full report or the run. */
  readonly report?: string;
  /** https address of the page that explains the report. */
  readonly guide?: string;
  /** Largest size in bytes of UTF-8; the kind of report has its own default. */
  readonly budget?: number;
}

/** GitHub refuses comments somewhere above 65,536 bytes. */
export const COMMENT_BUDGET = 60_000;
/** A step summary above 1 MiB is not shown at all and turns the step red. */
export const SUMMARY_BUDGET = 1_000_000;

const COMMENT_ROOM: Room = { matrixRows: 40, findings: 5, outputs: 100 };
const SUMMARY_ROOM: Room = { matrixRows: 1000, findings: 25, outputs: 2000 };

/** The pull-request comment: read in ten seconds, details folded, at most 60,000 bytes. */
export function commentMarkdown(results: Results, options: MarkdownOptions): string {
  return render(results, options, COMMENT_ROOM, COMMENT_BUDGET);
}

/** The job summary: the same report with more room, at most 1,000,000 bytes. */
export function summaryMarkdown(results: Results, options: MarkdownOptions): string {
  return render(results, options, SUMMARY_ROOM, SUMMARY_BUDGET);
}

/** The first line of a comment made with this key: how a later run finds it. */
export function commentMarker(key: string): string {
  return mdMarker(key);
}

function render(results: Results, options: MarkdownOptions, room: Room, defaultBudget: number): SafeMarkdown {
  const findings = findingsOf(results);
  const sections = [
    matrixSection(matrixOf(results), results, room),
    findingsSection(findings, room),
    warningsSection(results),
    commandsSection(results, findings),
    moreFindingsSection(findings, room),
    outputsSection(results, room),
    routesSection(results),
    unjudgedSection(results),
    formsSection(results),
    runtimesSection(results),
  ];
  return fitToBudget(head(results, options), sections, foot(options), options.budget ?? defaultBudget);
}

function head(results: Results, options: MarkdownOptions): SafeMarkdown {
  const verdict = verdictLine(results);
  const others = othersText(results);
  const changes = changesText(results);
  // A passing verdict line already has these counts.
  const showOthers = results.verdict !== 'pass' && others !== '';
  const context = [
    ...(options.commit === undefined ? [] : [mdName(options.commit)]),
    ...(changes === '' ? [] : [mdText(changes)]),
    ...(showOthers ? [mdText(others)] : []),
    md`${mdText(formatCount(results.models.length, 'model'))} × ${mdText(formatCount(results.runtimes.length, 'runtime'))}`,
    mdText(platformText(results)),
  ];
  return md`${mdMarker(options.key)}
### ${mdText(verdict.symbol)} Portability: ${mdText(verdict.text)}

${joinMd(context, md` · `)}`;
}

function foot({ report, guide }: MarkdownOptions): SafeMarkdown {
  const links = [
    ...(report === undefined ? [] : [mdLink(md`Full report`, report)]),
    ...(guide === undefined ? [] : [mdLink(md`how to read this`, guide)]),
  ];
  return joinMd(links, md` · `);
}
