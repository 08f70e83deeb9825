/** A group of pages in the sidebar. */
export interface Group {
  readonly text: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/**
 * The sidebar, as the start page of the documentation lists the pages.
 * @param startPage Markdown with a heading for each group, and a list of links below it
 */
export function navigation(startPage: string): Group[] {
  const [, ...groups] = startPage.split(/^## /m);
  return groups.map((group) => ({
    text: group.slice(0, group.indexOf('\n')),
    items: [...group.matchAll(/^- \[([^\]]+)\]\(([^)]+)\.md\)$/gm)].map(([, text = '', page = '']) => ({
      text,
      link: `/${page}`,
    })),
  }));
}
