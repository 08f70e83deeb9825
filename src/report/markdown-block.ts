import { assertNever } from '../errors.js';
import { formatCount } from '../number-format.js';
import { drawingText } from './drawing.js';
import { joinMd, md, mdFence, mdLink, mdName, mdProse, mdText, type SafeMarkdown } from './escape.js';
import type { Block } from './fit-to-budget.js';
import type { Outcome } from './outcome.js';
import { type Column, type Content, countOf, type Line, type Section, type Span, shownIn } from './section.js';
import type { ReportKind, ReportView } from './view.js';

const EMPTY = md``;
const SPACE = md` `;
const NEWLINE = md`\n`;

/** A section in Markdown: what is shown, and what is folded. */
export function markdownBlocks(
  kind: ReportKind,
  section: Section,
  view: ReportView,
): { readonly open: readonly Block[]; readonly folded: readonly Block[] } {
  const shown = shownIn(kind, section, view);
  if (shown === null) return { open: [], folded: [] };
  const { name, title, item, share } = section;
  const { open, folded, left } = shown;
  const notes = (section.notes?.(view, kind) ?? []).map((note) => md`\n<sub>${mdText(note)}</sub>`);
  const more = (count: number) => md`\n… and ${mdText(formatCount(count, `more ${item}`))} in the full report.`;
  const remarks = joinMd(notes, NEWLINE);
  const blocks = { open: [] as Block[], folded: [] as Block[] };
  if (open !== null)
    blocks.open.push({ name, ...body(open), after: remarks, more, left: folded === null ? left : 0, share });
  if (folded !== null) {
    const heading = open === null ? title : formatCount(countOf(folded) + left, `more ${item}`);
    const { before, items } = body(folded, open === null ? 0 : countOf(open));
    blocks.folded.push({
      name: open === null ? (section.foldedName?.(view) ?? name) : heading,
      before: md`**${mdText(heading)}**\n${before === '' ? EMPTY : md`\n${before}`}`,
      items,
      after: open === null ? remarks : EMPTY,
      more,
      left,
      share,
    });
  }
  return blocks;
}

/** @param first how many entries stand before these */
function body(content: Content, first = 0): Pick<Block, 'before' | 'items'> {
  switch (content.kind) {
    case 'table':
      return {
        before: md`${tableRow(content.columns.map(headingOf))}\n${tableRow(content.columns.map(alignmentOf))}`,
        items: content.rows.map((row) => tableRow(row.map(lineOf))),
      };
    case 'list':
      return { before: EMPTY, items: content.items.map((item) => md`- ${lineOf(item)}`) };
    case 'advice':
      return {
        before: EMPTY,
        // The line break keeps the advice apart without a paragraph's gap.
        items: content.items.map(
          ({ symbol, heading, body: evidence, advice }, index) =>
            md`${mdText(symbol)} **${first + index + 1}. ${lineOf(heading)}**${evidence === null ? EMPTY : md` ${lineOf(evidence)}`}<br>\n→ ${lineOf(advice)}\n`,
        ),
      };
    case 'code':
      return { before: EMPTY, items: [mdFence('sh', content.lines)] };
    default:
      return assertNever(content);
  }
}

function headingOf({ heading }: Column): SafeMarkdown {
  return heading.length === 0 ? SPACE : lineOf(heading);
}

function alignmentOf({ align }: Column): SafeMarkdown {
  return align === 'left' ? md`:--` : align === 'right' ? md`--:` : md`:-:`;
}

function tableRow(cells: readonly SafeMarkdown[]): SafeMarkdown {
  return md`| ${joinMd(cells, md` | `)} |`;
}

export function lineOf(line: Line): SafeMarkdown {
  return joinMd(line.map(spanOf), EMPTY);
}

function spanOf(span: Span): SafeMarkdown {
  switch (span.kind) {
    case 'text': {
      const inside = mdText(span.text);
      const inner = (span.strong === true || span.tone === 'bad') && inside !== '' ? md`**${inside}**` : inside;
      // Spans stand next to each other: a space at an end is meant.
      const [before, after] = [/^\s/.test(span.text), /\S\s+$/.test(span.text)];
      return md`${before ? SPACE : EMPTY}${inner}${after ? SPACE : EMPTY}`;
    }
    case 'prose':
      return mdProse(span.text);
    case 'names':
      return namesOf(span.names, span.most);
    case 'symbol':
      return mdText(span.text);
    case 'outcome':
      return outcomeOf(span.outcome);
    case 'finding':
      return mdText(String(span.number));
    case 'drawing':
      return mdText(drawingText(span.drawing));
    case 'link':
      return mdLink(mdName(span.text), span.address);
    default:
      return assertNever(span);
  }
}

/** The first names and how many more there are. */
function namesOf(all: readonly string[], most: number): SafeMarkdown {
  const shown = all.length <= most ? all : all.slice(0, most - 1);
  const rest = all.length - shown.length;
  const list = joinMd(shown.map(mdName), md`, `);
  return rest === 0 ? list : md`${list} and ${rest} more`;
}

/** May break only between the word and the number. */
function outcomeOf({ symbol, word, detail, tone }: Outcome): SafeMarkdown {
  const shown = tone === 'bad' ? md`**${unbroken(word)}**` : unbroken(word);
  const sign = md`${mdText(symbol)}&nbsp;${shown}`;
  return detail === '' ? sign : md`${sign} ${unbroken(detail)}`;
}

function unbroken(text: string): SafeMarkdown {
  return joinMd(text.split(' ').map(mdText), md`&nbsp;`);
}
