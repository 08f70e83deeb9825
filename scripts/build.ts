// `npm run build`: builds lib/ (the npm package: compiled modules) and, with --dist, dist/ (the action: bundles and what
// they load). --check-dist builds the bundles from the current lib/ and fails when the committed ones differ.
import { parseArgs } from 'node:util';
import { differingFiles } from './build/differing-files.js';
import { buildDist } from './build/dist.js';
import { buildLib } from './build/lib.js';

const FRESH = '.cache/dist-check';
/** How many differing files are named. */
const MOST = 10;

const { values } = parseArgs({
  options: { dist: { type: 'boolean', default: false }, 'check-dist': { type: 'boolean', default: false } },
});
if (values['check-dist']) {
  buildDist(FRESH);
  const differing = differingFiles('dist', FRESH);
  if (differing.length > 0) {
    const more = differing.length > MOST ? ` and ${differing.length - MOST} more` : '';
    console.error(
      `dist/ differs from a build of the sources: ${differing.slice(0, MOST).join(', ')}${more}. Next: npm run build -- --dist, and commit dist/.`,
    );
    process.exitCode = 1;
  }
} else {
  buildLib();
  if (values.dist) buildDist('dist');
}
