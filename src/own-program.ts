/** How this program is started, in the commands that a reader is to paste. */
import { VERSION } from './version.js';

/** Its name where it is installed. */
export const INSTALLED = 'portability';

/** No release has a longer name: a version that somebody else has written may have megabytes. */
const RELEASE = /^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[\w.]{1,40})?$/;

/** Without installing it; of no certain release, the newest. */
export function byNpx(version: string): string {
  return `npx --yes model-portability-gate${RELEASE.test(version) ? `@${version}` : ''}`;
}

/** As the reader has just started it: what npx runs is on nobody's PATH. */
export function ownProgram(env: Readonly<Record<string, string | undefined>>): string {
  return env.npm_lifecycle_event === 'npx' ? byNpx(VERSION) : INSTALLED;
}

/** A message with its commands, such as `portability check`, as the reader can paste them. */
export function withProgram(text: string, program: string): string {
  return program === INSTALLED ? text : text.replaceAll('`portability ', `\`${program} `);
}
