// Cuts GitHub's OpenAPI description (13 MB) down to the routes that the fake serves.
// Usage, in any folder: npm i @octokit/openapi@23.0.2 && node slim-openapi.mjs node_modules/@octokit/openapi
import { readFileSync, writeFileSync } from 'node:fs';

const ROUTES = {
  '/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch', 'delete'],
  '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': ['get'],
  '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
};
/** Prose and examples: nothing that is validated. */
const DROPPED = new Set([
  'description',
  'summary',
  'examples',
  'example',
  'externalDocs',
  'tags',
  'x-github',
  'x-octokit',
]);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of the package @octokit/openapi');
const description = JSON.parse(readFileSync(`${folder}/generated/api.github.com.json`, 'utf8'));
const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

const components = {};
const paths = {};
for (const [path, methods] of Object.entries(ROUTES)) {
  paths[path] = Object.fromEntries(methods.map((method) => [method, keep(description.paths[path][method])]));
}
const target = new URL('github-openapi.json', import.meta.url);
writeFileSync(
  target,
  `${JSON.stringify({ openapi: description.openapi, 'x-source': { package: '@octokit/openapi', version, license }, paths, components })}\n`,
);

/** The value without prose; what it refers to is copied into `components`. */
function keep(value, isMap = false) {
  if (Array.isArray(value)) return value.map((item) => keep(item));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$ref === 'string') follow(value.$ref);
  const entries = Object.entries(value).filter(([key]) => isMap || !DROPPED.has(key));
  // Under `properties` the keys are names of fields, and a field may be called `description`.
  return Object.fromEntries(entries.map(([key, item]) => [key, keep(item, key === 'properties')]));
}

function follow(reference) {
  const [, , kind, name] = reference.split('/');
  components[kind] ??= {};
  if (name in components[kind]) return;
  components[kind][name] = {};
  components[kind][name] = keep(description.components[kind][name]);
}
