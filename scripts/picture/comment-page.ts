import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { marked } from 'marked';

const MARGIN = 16;
const PAPER = { light: '#ffffff', dark: '#0d1117' } as const;

/** A page that shows a comment as GitHub does, in an article of that width including margins. */
export function commentPage(markdown: string, width: number, scheme: 'light' | 'dark' = 'light'): string {
  const styles = createRequire(import.meta.url).resolve(`github-markdown-css/github-markdown-${scheme}.css`);
  const body = marked.parse(markdown, { gfm: true, async: false });
  return `<!doctype html>
<meta charset="utf-8">
<style>${readFileSync(styles, 'utf8')} body { margin: 0; background: ${PAPER[scheme]} } .markdown-body { margin: ${MARGIN}px; width: ${width - 2 * MARGIN}px }</style>
<article class="markdown-body">${body}</article>
`;
}
