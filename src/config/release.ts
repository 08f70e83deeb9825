/** Releases of packages, as `version:` names them: one of PEP 440, or of Semantic Versioning for packages of npm. */

const PEP_440 =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?(?:\+[a-z0-9]+(?:[._-][a-z0-9]+)*)?$/i;
const SEMVER = /^\d+\.\d+\.\d+(?:-[0-9a-z-]+(?:\.[0-9a-z-]+)*)?(?:\+[0-9a-z-]+(?:\.[0-9a-z-]+)*)?$/i;

/** Whether the text names one release, and not a range, a tag or a wildcard. */
export function isRelease(text: string): boolean {
  return PEP_440.test(text) || SEMVER.test(text);
}

/** Whether it does so for npm, which wants all three numbers. */
export function isNpmRelease(text: string): boolean {
  return SEMVER.test(text);
}

/** Whether it does so for Python. */
export function isPythonRelease(text: string): boolean {
  return PEP_440.test(text);
}

/** Whether a release is older than another. A release before a final one is older than it. */
export function isOlder(release: string, than: string): boolean {
  const [own, other] = [numbersOf(release), numbersOf(than)];
  for (let place = 0; place < Math.max(own.length, other.length); place++) {
    const difference = (own[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return isBefore(release) && !isBefore(than);
}

/** The epoch and the numbers of the release itself. */
function numbersOf(release: string): number[] {
  const [, epoch = '0', numbers = ''] = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)/i.exec(release) ?? [];
  return [epoch, ...numbers.split('.')].map(Number);
}

/** Whether it is not one before the final release of its numbers. */
export function isFinal(release: string): boolean {
  return !isBefore(release);
}

/** Whether it comes before the final release of these numbers, as in 1.20.0rc1 and 1.20.0-dev.3. */
function isBefore(release: string): boolean {
  const [text = ''] = release.split('+', 1);
  return /\d(?:a|b|rc)\d|\.dev\d|^\d+\.\d+\.\d+-/i.test(text) && !/\.post\d+$/i.test(text);
}
