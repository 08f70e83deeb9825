/** What setting up an adapter costs; zero for one that ships with the gate. */
export interface Cost {
  readonly downloadBytes: number;
  /** Size of its environment; files that environments share are on the disk once. */
  readonly diskBytes: number;
  /** With empty caches, including the download. */
  readonly installSeconds: number;
  /** From the start of a worker until its framework is imported. */
  readonly importSeconds: number;
}
