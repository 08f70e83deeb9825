import { DOCUMENTATION } from '../published.js';
import { CHECKOUT, usesLine } from './action-reference.js';

/** Where the workflow is to run, and of what. */
export interface WorkflowPlace {
  /** Branch whose pushes run it. */
  readonly branch: string;
  /** Folder of the models below the root of the repository; '' for the root itself. */
  readonly folder: string;
  /** Label of the runner. */
  readonly runner: string;
}

/** `name:` of the workflow, by which the one for forks finds it. */
export function workflowName(folder: string): string {
  return folder === '' ? 'Portability' : `Portability of ${folder}`;
}

/** The gate in one job. */
export function jobWorkflow({ branch, folder, runner }: WorkflowPlace): string {
  const where = folder === '' ? [] : ['        with:', `          working-directory: ${JSON.stringify(folder)}`];
  return [
    ...head(branch, folder),
    ...CONCURRENCY,
    'jobs:',
    '  portability:',
    `    name: ${JSON.stringify(workflowName(folder))}`,
    `    runs-on: ${runner}`,
    '    timeout-minutes: 60',
    '    permissions:',
    ...PERMISSIONS,
    '    steps:',
    `      - ${CHECKOUT}`,
    '        with:',
    '          persist-credentials: false # the runtimes of the models must not see them',
    '          fetch-depth: 2 # the base branch too: results that it records stand for what has not changed',
    '          lfs: true # models are often in Git LFS; without this only pointers are checked out',
    '      # Environments, conversions and results of earlier runs.',
    `      - ${usesLine('cache')}`,
    ...where,
    '      # Fails if the gate fails. The report is in the job summary, and after a failure also an artifact.',
    `      - ${usesLine('')}`,
    ...where,
    '',
  ].join('\n');
}

/** The gate in parts on several machines, as one line. The workflow that it calls has a concurrency group. */
export function shardedWorkflow({ branch, folder }: WorkflowPlace, shards: number): string {
  return [
    ...head(branch, folder),
    'jobs:',
    '  portability:',
    `    name: ${JSON.stringify(workflowName(folder))}`,
    '    permissions:',
    ...PERMISSIONS,
    `    # Plan, ${shards} ${shards === 1 ? 'part' : 'parts'} for each platform of the configuration, and a merge: require its job \`Merge\`.`,
    `    ${usesLine('.github/workflows/portability.yml')}`,
    '    with:',
    `      shards: ${shards}`,
    ...(folder === '' ? [] : [`      working-directory: ${JSON.stringify(folder)}`]),
    '',
  ].join('\n');
}

/** The comment on pull requests of forks, whose own runs cannot write one. */
export function forkWorkflow({ folder }: WorkflowPlace): string {
  const name = workflowName(folder);
  return [
    `# The comment on pull requests of forks: ${DOCUMENTATION}/forks.md`,
    `name: ${JSON.stringify(`${name}, comment for forks`)}`,
    'on:',
    '  # zizmor: ignore[dangerous-triggers] nothing of the fork is checked out or run',
    '  workflow_run:',
    `    workflows: [${JSON.stringify(name)}]`,
    '    types: [completed]',
    'permissions: {}',
    'concurrency:',
    `  group: portability-forks-${FORK}`,
    '  cancel-in-progress: false',
    'jobs:',
    '  comment:',
    '    name: Comment',
    "    if: github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.head_repository.full_name != github.repository",
    '    runs-on: ubuntu-24.04',
    '    timeout-minutes: 10',
    '    permissions:',
    "      actions: read # the artifact of the fork's run",
    '      pull-requests: write # the comment',
    '    steps:',
    `      - ${usesLine('publish')}`,
    '',
  ].join('\n');
}

/** The branch of the fork. */
const FORK = [
  'github.workflow',
  ...['head_repository.full_name', 'head_branch'].map((key) => `github.event.workflow_run.${key}`),
]
  .map(expression)
  .join('-');

const PERMISSIONS = [
  '      contents: read # the models',
  '      pull-requests: write # the comment; without it the report appears only in the job summary',
];

function head(branch: string, folder: string): string[] {
  return [
    '# Do the committed models compute the same on every runtime?',
    `name: ${JSON.stringify(workflowName(folder))}`,
    'on:',
    '  # No `paths:` filter: a required check that does not run blocks the merge for ever.',
    '  pull_request:',
    '  merge_group:',
    '  push:',
    `    branches: [${JSON.stringify(branch)}]`,
    'permissions: {}',
  ];
}

const CONCURRENCY = [
  "# A newer push makes the older run's result useless.",
  'concurrency:',
  `  group: portability-${expression('github.workflow')}-${expression('github.ref')}`,
  `  cancel-in-progress: ${expression("github.event_name == 'pull_request'")}`,
];

function expression(text: string): string {
  return `\${{ ${text} }}`;
}
