import type { Results } from '../results/schema.js';
import { joinMd, md, mdLink, mdMarker, mdName, mdText, type SafeMarkdown } from './escape.js';
import { fitToBudget } from './fit-to-budget.js';
import { headlineOf } from './headline.js';
import { lineOf, markdownBlocks } from './markdown-block.js';
import { SECTIONS } from './sections.js';
import { viewOf } from './view.js';

/** A name with the https address that it leads to. */
export interface Place {
  readonly name: string;
  readonly address?: string;
}

export interface MarkdownOptions {
  /** Distinguishes this gate's comment from others on the same pull request, such as the path of the config. */
  readonly key: string;
  /** What a later run has to know of this one: a second hidden line. */
  readonly state?: string;
  /** The commit that was judged, abbreviated by the caller. */
  readonly commit?: Place;
  /** The branch that it is to be merged into. */
  readonly base?: Place;
  /** Where the results come from, when it is not the run that writes this. */
  readonly source?: string;
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

/** The pull-request comment: read in twenty seconds, details folded, at most 60,000 bytes. */
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

/** What the first lines of all comments begin with whose keys begin so. */
export function commentMarkerOfAll(start: string): string {
  return mdMarker(start).replace(/ -->$/, '');
}

/** The key in the first line of a comment, as its marker has it; null when that line is no marker. */
export function commentKeyIn(body: string): string | null {
  return /^<!-- portability-gate: ([A-Za-z0-9._/%-]+) -->\s*(?:\n|$)/.exec(body)?.[1] ?? null;
}

function render(
  kind: 'comment' | 'summary',
  results: Results,
  options: MarkdownOptions,
  defaultBudget: number,
): SafeMarkdown {
  const view = viewOf(results);
  const blocks = SECTIONS.map((section) => markdownBlocks(kind, section, view));
  const parts = {
    head: head(results, options),
    open: blocks.flatMap(({ open }) => open),
    folded: blocks.flatMap(({ folded }) => folded),
    foot: footOf(results),
  };
  return fitToBudget(parts, options.budget ?? defaultBudget);
}

function head(results: Results, options: MarkdownOptions): SafeMarkdown {
  const { symbol, text, part, context } = headlineOf(results);
  const scope = part === '' ? md`` : md` (${mdText(part)})`;
  const parts = [...commitsOf(options), ...context.map(lineOf), ...linksOf(options)];
  return md`${mdMarker(options.key)}
${options.state === undefined ? md`` : md`${mdMarker(options.state)}\n`}### ${mdText(symbol)} Portability${scope}: ${mdText(text)}

${joinMd(parts, md` · `)}${options.source === undefined ? md`` : md`\n\n<sub>${mdText(options.source)}</sub>`}`;
}

/** The commit that was judged, and what it is to be merged into. */
function commitsOf({ commit, base }: MarkdownOptions): readonly SafeMarkdown[] {
  if (commit === undefined) return [];
  const head = mdLink(mdName(commit.name), commit.address ?? '');
  return [base === undefined ? head : md`${head} into ${mdLink(mdName(base.name), base.address ?? '')}`];
}

function linksOf({ report, guide }: MarkdownOptions): readonly SafeMarkdown[] {
  return [
    ...(report === undefined ? [] : [mdLink(md`full report`, report)]),
    ...(guide === undefined ? [] : [mdLink(md`how to read this`, guide)]),
  ];
}

/** What stands below everything else. */
function footOf({ stopped }: Results): SafeMarkdown {
  return stopped === undefined
    ? md``
    : md`<sub>Whatever was reported here before was about another run and may no longer be so.</sub>`;
}
