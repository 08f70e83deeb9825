import type { Results } from '../results/schema.js';
import { joinMd, md, mdLink, mdMarker, mdText, type SafeMarkdown } from './escape.js';
import { fitToBudget } from './fit-to-budget.js';
import { headlineOf } from './headline.js';
import { lineOf, markdownBlocks } from './markdown-block.js';
import { SECTIONS } from './sections.js';
import { viewOf } from './view.js';

export interface MarkdownOptions {
  /** Distinguishes this gate's comment from others on the same pull request, such as the path of the config. */
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

/** GitHub rejects comments of more than about 65,536 bytes. */
export const COMMENT_BUDGET = 60_000;
/** A step summary above 1 MiB is not shown at all and turns the step red. */
export const SUMMARY_BUDGET = 1_000_000;

/** The pull-request comment: read in ten seconds, details folded, at most 60,000 bytes. */
export function commentMarkdown(results: Results, options: MarkdownOptions): string {
  return render('comment', results, options, COMMENT_BUDGET);
}

/** The job summary: the same report with more of everything, at most 1,000,000 bytes. */
export function summaryMarkdown(results: Results, options: MarkdownOptions): string {
  return render('summary', results, options, SUMMARY_BUDGET);
}

/** The first line of a comment made with this key: how a later run finds it. */
export function commentMarker(key: string): string {
  return mdMarker(key);
}

function render(
  kind: 'comment' | 'summary',
  results: Results,
  options: MarkdownOptions,
  defaultBudget: number,
): SafeMarkdown {
  const view = viewOf(results);
  const blocks = SECTIONS.flatMap((section) => markdownBlocks(kind, section, view));
  return fitToBudget(head(results, options), blocks, foot(options), options.budget ?? defaultBudget);
}

function head(results: Results, { key, commit }: MarkdownOptions): SafeMarkdown {
  const { symbol, text, context } = headlineOf(results, commit);
  return md`${mdMarker(key)}
### ${mdText(symbol)} Portability: ${mdText(text)}

${joinMd(context.map(lineOf), md` · `)}`;
}

function foot({ report, guide }: MarkdownOptions): SafeMarkdown {
  const links = [
    ...(report === undefined ? [] : [mdLink(md`Full report`, report)]),
    ...(guide === undefined ? [] : [mdLink(md`how to read this`, guide)]),
  ];
  return joinMd(links, md` · `);
}
