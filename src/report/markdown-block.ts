import { assertNever } from '../errors.js';
import { formatCount } from '../number-format.js';
import { joinMd, md, mdFence, mdName, mdProse, mdText, type SafeMarkdown } from './escape.js';
import type { Block } from './fit-to-budget.js';
import type { Outcome } from './outcome.js';
import {
  type Column,
  type Content,
  countOf,
  type Line,
  type ReportKind,
  type Section,
  type Span,
  shownIn,
} from './section.js';
import type { ReportView } from './view.js';

const EMPTY = md``;
const SPACE = md` `;
const NEWLINE = md`\n`;

/** A section in Markdown: what is shown, and what is folded below it. */
export function markdownBlocks(kind: ReportKind, section: Section, view: ReportView): readonly Block[] {
  const shown = shownIn(kind, section, view);
  if (shown === null) return [];
  const { name, title, item, share } = section;
  const { open, folded, left } = shown;
  const notes = (section.notes?.(view) ?? []).map((note) => md`\n<sub>${mdText(note)}</sub>`);
  const more = (count: number) => md`\n… and ${mdText(formatCount(count, `more ${item}`))} in the full report.`;
  const remarks = joinMd(notes, NEWLINE);
  const blocks: Block[] = [];
  if (open !== null)
    blocks.push({ name, ...body(open), after: remarks, more, left: folded === null ? left : 0, share });
  if (folded !== null) {
    const summary = open === null ? title : formatCount(countOf(folded) + left, `more ${item}`);
    const { before, items } = body(folded);
    blocks.push({
      name: open === null ? name : `more ${item}s`,
      before: md`<details><summary>${mdText(summary)}</summary>\n${before === '' ? EMPTY : md`\n${before}`}`,
      items,
      after: open === null && notes.length > 0 ? md`${remarks}\n\n</details>` : md`\n</details>`,
      more,
      left,
      share,
    });
  }
  return blocks;
}

function body(content: Content): Pick<Block, 'before' | 'items'> {
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
          ({ symbol, heading, body: evidence, advice }) =>
            md`${mdText(symbol)} **${lineOf(heading)}**${evidence === null ? EMPTY : md` ${lineOf(evidence)}`}<br>\n→ ${lineOf(advice)}\n`,
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
