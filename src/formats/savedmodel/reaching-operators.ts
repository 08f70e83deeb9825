/** Operators of TensorFlow that do more than compute: they reach files, the network, or Python. */

/** By the names of TensorFlow 2.20's operators. */
const REACHING: readonly RegExp[] = [
  /^(EagerPyFunc|PyFunc|PyFuncStateless)$/,
  /^(ReadFile|WriteFile|MatchingFiles|ImmutableConst|DeleteMemCache\w*)$/,
  /^(WholeFile|TextLine|FixedLengthRecord|TFRecord|LMDB|Identity)Reader(V2)?$/,
  /^Reader(Read|ReadUpTo)(V2)?$/,
  /^(Experimental)?(TextLine|FixedLengthRecord|TFRecord|CSV|LMDB|Sql|MatchingFiles|Load|Save|Snapshot|SnapshotDatasetReader|DataService)Dataset(V\d)?$/,
  /^(DatasetToTFRecord|ExperimentalDatasetToTFRecord|CompressElement|SaveDataset|DistributedSave)$/,
  /^(Save|SaveSlices|Restore|RestoreSlice)$/,
  /^(PrintV2|DebugIdentity|DebugNanCount|DebugNumericSummary)(V\d)?$/,
  /^(CreateSummaryFileWriter|CreateSummaryDbWriter|WriteSummary|WriteGraphSummary|WriteRawProtoSummary|ImportEvent)$/,
  /^(RegisterDataset|RpcCall|RpcClient|RpcServer\w*|RpcGetValue|FileSystemSetConfiguration|GcsConfigure\w+|BigQueryReader|KafkaDataset)/,
];
/** In every SavedModel: part of how it is saved and restored, which only TensorFlow itself asks for. */
const OF_CHECKPOINTS: ReadonlySet<string> = new Set(['SaveV2', 'MergeV2Checkpoints']);

/** Whether an operator does more than compute, wherever it is in a model. */
export function reaches(operator: string): boolean {
  return REACHING.some((pattern) => pattern.test(operator));
}

/** Whether it does so unless it is only part of how the model is saved. */
export function writesCheckpoints(operator: string): boolean {
  return OF_CHECKPOINTS.has(operator);
}
