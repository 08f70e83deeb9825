// The pages of docs/ as a web site. They are written for GitHub first: links that leave the folder lead to the repository.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { linkFromPage } from './link-from-page.js';
import { navigation } from './navigation.js';

const REPOSITORY = 'https://github.com/model-portability-gate/model-portability-gate';

export default defineConfig({
  title: 'Model Portability Gate',
  description: 'Checks on every pull request that committed models compute the same on every runtime.',
  lang: 'en',
  base: '/model-portability-gate/',
  // Copied from docs/ by the build: the packages are found from there.
  srcDir: 'pages',
  outDir: 'dist',
  cleanUrls: true,
  rewrites: { 'README.md': 'index.md' },
  // A link to a page that does not exist ends the build.
  ignoreDeadLinks: false,
  markdown: {
    config(markdown) {
      markdown.core.ruler.push('links-to-repository', ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const target = token.type === 'link_open' ? token.attrGet('href') : null;
          if (target !== null) token.attrSet('href', linkFromPage(env.relativePath, target, REPOSITORY));
        }
      });
    },
  },
  themeConfig: {
    sidebar: navigation(readFileSync(new URL('../../docs/README.md', import.meta.url), 'utf8')),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
  },
});
