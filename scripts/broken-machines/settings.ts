/** A state that a machine can be in, made by a line of the shell around the gate. */
export interface Setting {
  readonly what: string;
  /** Run by bash in the repository: `GATE` is the command line, `FRESH` a folder of its own; it ends as the gate does. */
  readonly script: string;
  /** Exit codes that are right there. */
  readonly right: readonly number[];
}

const RUN = 'GATE run --all';
/** With a runtime that is installed when it is first needed. */
const INSTALLED = `${RUN} --runtimes onnxruntime`;

export const SETTINGS: readonly Setting[] = [
  { what: 'a usual machine', script: RUN, right: [0] },
  { what: 'no home', script: `unset HOME; ${RUN}`, right: [0] },
  { what: 'a home that cannot be written', script: `HOME=/sys PORTABILITY_CACHE= ${RUN}`, right: [0] },
  { what: 'a home where nobody can make a folder', script: `HOME=/proc/1/x PORTABILITY_CACHE= ${RUN}`, right: [0] },
  {
    what: 'a home and a folder for temporary files with spaces, a line break and other signs',
    script: `export HOME="$FRESH/a  b"$'\\n'"ü'" TMPDIR="$FRESH/c  d"$'\\n'"ü'"; mkdir -p "$HOME" "$TMPDIR"; ${RUN}`,
    right: [0],
  },
  { what: 'a cache that is no folder', script: `PORTABILITY_CACHE=/dev/null ${RUN}`, right: [0] },
  { what: 'temporary files below a file', script: `TMPDIR=/dev/null/x ${RUN}`, right: [3] },
  { what: 'temporary files where nobody can make a folder', script: `TMPDIR=/proc/1/x ${RUN}`, right: [3] },
  { what: 'results where nobody can make a folder', script: `${RUN} --json /proc/1/x/results.json`, right: [3] },
  { what: '64 open files at most', script: `ulimit -n 64; ${RUN}`, right: [0] },
  { what: '20 open files at most', script: `ulimit -n 20; ${RUN}`, right: [3] },
  { what: 'files of 4 kB at most', script: `ulimit -f 4; ${RUN}`, right: [3] },
  { what: '1 GB of address space', script: `ulimit -v 1000000; ${RUN}`, right: [3] },
  { what: 'closed standard streams', script: `${RUN} <&- >&- 2>&-`, right: [0] },
  { what: 'a full disk behind standard output', script: `${RUN} > /dev/full`, right: [3] },
  { what: 'a full disk behind standard error', script: `${RUN} 2> /dev/full`, right: [0] },
  { what: 'a full disk behind the results', script: `${RUN} --json /dev/full`, right: [3] },
  {
    what: 'a reader that has seen enough',
    script: `${RUN} -v | head -1; exit "\${PIPESTATUS[0]}"`,
    right: [0],
  },
  { what: 'an unknown locale and time zone', script: `LC_ALL=xx_YY.ISO-8859-9 TZ=Nowhere/Land ${RUN}`, right: [0] },
  { what: 'files that only their owner reads', script: `umask 077; ${RUN}`, right: [0] },
  { what: 'a working directory that is gone', script: `mkdir gone; cd gone; rmdir ../gone; ${RUN}`, right: [3] },
  {
    what: 'two gates that install the same into one cache',
    script: `${INSTALLED} & ${INSTALLED}; first=$?; wait $!; exit $((first | $?))`,
    right: [0],
  },
  {
    what: 'a gate that is killed while it installs, and another one',
    script: `{ ${INSTALLED} & pid=$!; sleep 3; kill -KILL $pid; wait $pid; } 2> /dev/null; ${INSTALLED}`,
    right: [0],
  },
  {
    what: 'a clock that goes back by 20 years during the run',
    script: `library=$(ls /usr/lib/*/faketime/libfaketime.so.1); echo +0d > "$FRESH/clock"; (sleep 1; echo -20y > "$FRESH/clock") &
export FAKETIME_TIMESTAMP_FILE="$FRESH/clock" FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1; LD_PRELOAD=$library ${RUN}`,
    right: [0],
  },
];
