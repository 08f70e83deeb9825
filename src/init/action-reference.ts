import { VERSION } from '../version.js';

/** The repository of the action, as workflows name it. */
export const REPOSITORY = 'model-portability-gate/model-portability-gate';

/** Where the documentation of this release is. */
export const DOCUMENTATION = `https://github.com/${REPOSITORY}/blob/v${VERSION}/docs`;

/** The schema of the configuration, for editors. */
export const CONFIG_SCHEMA = `https://unpkg.com/model-portability-gate@${VERSION}/schema/config.schema.json`;

/**
 * Line with an action of this repository in the release that wrote it, whose tag never moves.
 * @param part folder of the action, or path of the workflow; '' for the gate itself
 */
export function usesLine(part: string): string {
  return `uses: ${REPOSITORY}${part === '' ? '' : `/${part}`}@v${VERSION}`;
}

/** actions/checkout by its commit. */
export const CHECKOUT = 'uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1';
