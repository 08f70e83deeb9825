import * as core from '@actions/core';
import type { Log } from './log.js';
import { plainLine, unbroken } from './plain-text.js';
import { inertText } from './workflow-commands.js';

/** The runner shows ten warnings and ten errors of a step and silently drops the rest. */
export const ANNOTATIONS_PER_LEVEL = 10;

export interface ActionsLog extends Log {
  /** Ends the open group, so that what follows is visible without a click. */
  close(): void;
}

/**
 * A log for a workflow step: each step of progress is a line, and the details that follow it are in a collapsed group;
 * warnings and errors stand outside and become annotations. Nothing that is logged can be a workflow command, so output of
 * child processes may be passed unchanged.
 */
export function actionsLog(): ActionsLog {
  const annotated = { warning: 0, error: 0 };
  let open = false;
  /** The step of progress whose details come next. */
  let step: string | null = null;

  function close(): void {
    if (open) core.endGroup();
    open = false;
    step = null;
  }
  /** A group is opened by its first line: none is empty. */
  function detail(message: string): void {
    if (step !== null) {
      core.startGroup(`${step}: details`);
      open = true;
      step = null;
    }
    core.info(inertText(message));
  }
  function annotate(level: 'warning' | 'error', message: string): void {
    close();
    annotated[level] += 1;
    const print = level === 'warning' ? core.warning : core.error;
    if (annotated[level] <= ANNOTATIONS_PER_LEVEL) print(inertText(message));
    else core.info(inertText(`${level}: ${message}`));
  }

  return {
    close,
    debug(message) {
      if (core.isDebug()) detail(message);
    },
    info: detail,
    warn(message) {
      annotate('warning', message);
    },
    error(message) {
      annotate('error', message);
    },
    progress(message) {
      close();
      core.info(inertText(unbroken(message)));
      step = plainLine(inertText(message), 200);
    },
  };
}
