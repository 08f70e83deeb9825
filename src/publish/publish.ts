import { messageOf } from '../errors.js';
import type { UploadMode } from '../host/inputs.js';
import type { Log } from '../host/log.js';
import { plainLine } from '../host/plain-text.js';
import type { RunContext } from '../host/run-context.js';
import type { Results } from '../results/schema.js';
import { annotate, annotationsOf } from './annotations.js';
import { uploadArtifact } from './artifact.js';
import { jobSummary } from './job-summary.js';
import { leftOutOf, outputsOf, setOutputs } from './outputs.js';
import type { Publication, PublishContext, PublishSettings } from './publication.js';
import { publishComment } from './publish-comment.js';
import { reportFiles } from './report-files.js';
import { reproFiles } from './repro-files.js';

/** Generous: nothing limits the size of the Markdown report as a file. */
const REPORT_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Report files, outputs, annotations, job summary, artifact and comment, in this order, each on its own: what fails
 * becomes a warning, and nothing here can change the verdict. Never rejects.
 */
export async function publish(
  publication: Publication,
  settings: PublishSettings,
  context: PublishContext,
): Promise<void> {
  const { run, log } = context;
  const paths = await attempt(log, 'The report files', async () =>
    reportFiles(run.temp, {
      results: publication.json(),
      html: publication.html(),
      markdown: publication.report(REPORT_FILE_BYTES),
      junit: publication.junit(),
      sarif: publication.sarif(),
      badge: publication.badge(),
    }),
  );
  await attempt(log, 'The outputs', async () => {
    const outputs = outputsOf(publication.results, paths);
    setOutputs(outputs);
    const leftOut = leftOutOf(publication.results, outputs);
    if (leftOut !== null) log.warn(leftOut);
  });
  await attempt(log, 'The annotations', async () =>
    annotate(annotationsOf(publication.results, settings.sources, settings.folder)),
  );
  const { stepSummary } = run;
  if (stepSummary !== undefined)
    await attempt(log, 'The job summary', () => jobSummary(stepSummary, publication.report));
  const { artifacts } = run;
  if (artifacts !== undefined && isUploadDue(settings.upload, publication.results.verdict, run))
    await attempt(log, 'The artifact (set `upload: never` to skip it)', async () => {
      const files = {
        'results.json': publication.json(),
        'report.html': publication.html(),
        ...(settings.repro === undefined ? {} : await reproFiles(settings.repro, [settings.token])),
      };
      log.info(`Artifact: ${await uploadArtifact(artifacts, settings.artifact, files)}`);
    });
  await attempt(log, 'The comment', () => publishComment(publication, settings, context));
}

/** The results of a fork are an artifact whatever they are: the publish action has nothing else to comment on. */
function isUploadDue(mode: UploadMode, verdict: Results['verdict'], { pullRequest, repository }: RunContext): boolean {
  const fromFork = pullRequest !== undefined && pullRequest.headRepository !== repository;
  return mode === 'always' || (mode === 'on-failure' && (verdict !== 'pass' || fromFork));
}

async function attempt<T>(log: Log, what: string, action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    log.warn(`${what} could not be written: ${plainLine(messageOf(error), 300)}. The verdict is not affected.`);
    return null;
  }
}
