import { resolve } from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../errors.js';
import { diffModels } from '../../model-diff/diff-models.js';
import { modelDiffText } from '../../report/model-diff-text.js';
import { withHost } from './with-host.js';

/** `portability diff`: what has changed between two ONNX files; with the exit codes of diff. */
export function diffCommand(assets: string): Command {
  return new Command('diff')
    .description('show what differs between two ONNX files: nodes, attributes, weights, operator sets')
    .argument('<a.onnx>', 'the earlier or the trusted file')
    .argument('<b.onnx>', 'the other file')
    .option('--json', 'print the differences as JSON')
    .addHelpText(
      'after',
      `
Names do not matter: nodes are matched by what they compute from and what is
computed from them.

Examples:
  portability diff model.onnx exported-again.onnx
  git show main:model.onnx > was.onnx && portability diff was.onnx model.onnx
  portability diff a.onnx b.onnx --json | jq ".changes[].text"

Exit codes, as of diff: 0 no difference, 1 they differ, 2 a file cannot be read`,
    )
    .action((a: string, b: string, options: { json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const diff = diffModels(resolve(host.cwd, a), resolve(host.cwd, b));
        if ('fault' in diff) throw new UserError(diff.fault);
        print(options.json === true ? `${JSON.stringify(diff, null, 2)}\n` : modelDiffText(diff));
        return diff.changes.length === 0 ? 0 : 1;
      }),
    );
}
