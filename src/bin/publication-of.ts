import { isAbsolute, relative, sep } from 'node:path';
import type { Config } from '../config/schema.js';
import type { GateOutcome } from '../gate.js';
import type { ActionInputs } from '../host/inputs.js';
import type { RunContext } from '../host/run-context.js';
import { fromRoot, type Publication, type PublishSettings } from '../publish/publication.js';
import { htmlReport } from '../report/html.js';
import { resultsJson } from '../report/json.js';
import { commentMarkdown, commentMarker, summaryMarkdown } from '../report/markdown.js';
import type { Results } from '../results/schema.js';

/** What the action publishes, and how. */
export function publicationOf(
  {
    results,
    config,
  }: Pick<GateOutcome, 'results'> & {
    readonly config: { readonly path: string | null; readonly config: Pick<Config, 'comment'> };
  },
  inputs: ActionInputs,
  run: RunContext,
  cwd: string,
): { readonly publication: Publication; readonly settings: PublishSettings } {
  const folder = folderOf(run.workspace, cwd);
  const source = fromRoot(folder, config.path ?? 'portability.yml');
  // A job that runs on several systems has one comment for each: the last to finish would overwrite a shared one.
  const key = `${source}/${results.platform.os}-${results.platform.arch}`;
  const options = {
    key,
    report: run.runUrl,
    ...(run.pullRequest === undefined ? {} : { commit: run.pullRequest.headSha.slice(0, 7) }),
  };
  return {
    publication: {
      results,
      sources: [source],
      json: () => resultsJson(results),
      html: () => htmlReport(results),
      comment: (budget) => commentMarkdown(results, { ...options, budget }),
      report: (budget) => summaryMarkdown(results, { ...options, budget }),
    },
    settings: {
      comment: inputs.comment ?? config.config.comment,
      upload: inputs.upload ?? 'on-failure',
      artifact: artifactName(results, run),
      token: inputs.token,
      folder,
      marker: commentMarker(key),
    },
  };
}

/** Each job of a matrix, and each attempt, needs its own name. */
function artifactName({ platform }: Results, { attempt }: RunContext): string {
  return `portability-${platform.os}-${platform.arch}-attempt-${attempt}`;
}

/** The working directory as a path from the workspace's root; '' for the root, and for anywhere outside of it. */
function folderOf(workspace: string, cwd: string): string {
  const path = relative(workspace === '' ? cwd : workspace, cwd);
  return path.startsWith('..') || isAbsolute(path) ? '' : path.split(sep).join('/');
}
