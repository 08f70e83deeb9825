import { REPOSITORY } from '../published.js';
import { VERSION } from '../version.js';

/**
 * Line with an action of this repository in the release that wrote it, whose tag never moves.
 * @param part folder of the action, or path of the workflow; '' for the gate itself
 */
export function usesLine(part: string): string {
  return `uses: ${REPOSITORY}${part === '' ? '' : `/${part}`}@v${VERSION}`;
}

/** actions/checkout by its commit. */
export const CHECKOUT = 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
