import { LOCK_FILE } from '../baseline/lock-schema.js';
import { configPath, type LoadedConfig, loadConfig } from '../config/load-config.js';
import { pathsOfConfig } from '../config/paths-of-config.js';
import { folderInWorkspace } from '../host/folder-in-workspace.js';
import type { ActionInputs } from '../host/inputs.js';
import type { RunContext } from '../host/run-context.js';
import { commentKey, sourceOf } from '../publish/comment-key.js';
import { type CommentState, stateKey } from '../publish/comment-state.js';
import { fromRoot } from '../publish/from-root.js';
import type { Publication, PublishSettings } from '../publish/publication.js';
import { sarifText } from '../publish/sarif-text.js';
import { sourceTexts } from '../publish/source-texts.js';
import { badgeJson } from '../report/badge.js';
import { htmlReport } from '../report/html.js';
import { resultsJson } from '../report/json.js';
import { junitXml } from '../report/junit.js';
import { commentMarkdown, commentMarker, type MarkdownOptions, summaryMarkdown } from '../report/markdown.js';
import type { Results } from '../results/schema.js';

/** What the action publishes of the results of a run, and how. */
export function publicationOf(
  judged: Results,
  inputs: ActionInputs,
  run: RunContext,
  cwd: string,
): { readonly publication: Publication; readonly settings: PublishSettings } {
  const folder = folderInWorkspace(run.workspace, cwd);
  const path = configPath(cwd, inputs.config);
  const baseline = inputs.baseline ?? judged.run?.baseline ?? LOCK_FILE;
  const loaded = loadedConfig(cwd, inputs.config);
  const results = { ...judged, run: { config: path, baseline, ...judged.run, ...originOf(run, folder) } };
  const sources = sourceTexts(cwd, path, baseline);
  const key = commentKey(sourceOf(folder, path), results, inputs.commentKey);
  const state: CommentState = {
    commit: run.pullRequest?.headSha ?? run.commit,
    run: Number(run.runId) || 0,
    attempt: run.attempt,
    verdict: results.verdict,
  };
  const options: MarkdownOptions = { key, state: stateKey(state), ...placesOf(run) };
  return {
    publication: {
      results,
      sources: sourcesOf(results, loaded, baseline, path).map((source) => fromRoot(folder, source)),
      json: () => resultsJson(results),
      html: () => htmlReport(results),
      junit: () => junitXml(results),
      sarif: () => sarifText(results, sources, folder),
      badge: () => badgeJson(results),
      comment: (budget) => commentMarkdown(results, { ...options, budget }),
      report: (budget) => summaryMarkdown(results, { ...options, budget }),
    },
    settings: {
      comment: inputs.comment ?? loaded?.config.comment ?? 'on-change',
      upload: inputs.upload ?? 'on-failure',
      artifact: artifactName(results, run),
      token: inputs.token,
      folder,
      marker: commentMarker(key),
      state,
      sources,
    },
  };
}

/** Null when it is what stopped the run. */
function loadedConfig(cwd: string, named: string | undefined): LoadedConfig | null {
  try {
    return loadConfig(cwd, named);
  } catch {
    return null;
  }
}

/** What the results belong to, as far as the runner knows. */
function originOf({ repository, commit, runUrl, pullRequest }: RunContext, folder: string): Partial<Results['run']> {
  return {
    ...(folder === '' ? {} : { folder }),
    repository,
    commit: pullRequest?.headSha ?? commit,
    ...(pullRequest === undefined
      ? {}
      : {
          base: {
            branch: pullRequest.baseRef,
            ...(pullRequest.baseSha === undefined ? {} : { commit: pullRequest.baseSha }),
          },
        }),
    address: runUrl,
  };
}

/** What a comment links to. */
export function placesOf({ server, repository, runUrl, guide, pullRequest }: RunContext): Partial<MarkdownOptions> {
  const page = `${server}/${repository}`;
  return {
    report: runUrl,
    ...(guide === undefined ? {} : { guide }),
    ...(pullRequest === undefined
      ? {}
      : {
          commit: {
            name: pullRequest.headSha.slice(0, 7),
            address: `${page}/pull/${pullRequest.number}/commits/${pullRequest.headSha}`,
          },
          base: {
            name: pullRequest.baseRef,
            ...(pullRequest.baseSha === undefined ? {} : { address: `${page}/commit/${pullRequest.baseSha}` }),
          },
        }),
  };
}

/** Files that stand beside a model's own and hold its weights. */
const BESIDE = [
  (path: string) => `${path}.data`,
  (path: string) => `${path}_data`,
  stemWith('.bin'),
  stemWith('.data'),
];

function stemWith(ending: string): (path: string) => string {
  return (path) => path.replace(/\.[^./]*$/, '') + ending;
}

/** Files and folders from the working directory that the results depend on; a change of one is worth a comment. */
function sourcesOf(
  { models }: Results,
  loaded: LoadedConfig | null,
  baseline: string,
  config: string | null,
): readonly string[] {
  const forms = models.flatMap((model) => model.forms.map(({ path }) => path));
  return [
    ...(config === null ? [] : [config]),
    baseline,
    ...(loaded === null ? [] : pathsOfConfig(loaded.config)),
    ...forms.flatMap((path) => [path, ...BESIDE.map((beside) => beside(path)), stemWith('.golden')(path)]),
    ...models.map(({ id }) => `golden/${id}`),
  ];
}

/** Each job of a matrix, and each attempt, needs its own name. */
function artifactName({ platform }: Results, { attempt }: RunContext): string {
  return `portability-${platform.os}-${platform.arch}-attempt-${attempt}`;
}
