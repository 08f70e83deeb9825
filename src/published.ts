import { VERSION } from './version.js';

/** The repository of the project and its action, as workflows name it. */
export const REPOSITORY = 'model-portability-gate/model-portability-gate';

/** The page of the project. */
export const HOMEPAGE = `https://github.com/${REPOSITORY}`;

/** Where the documentation of this release is. */
export const DOCUMENTATION = `${HOMEPAGE}/blob/v${VERSION}/docs`;

/** The schema of the configuration, for editors: a file of the npm package. */
export const CONFIG_SCHEMA = `https://unpkg.com/model-portability-gate@${VERSION}/schema/config.schema.json`;
