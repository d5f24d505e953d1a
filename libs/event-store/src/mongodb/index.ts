export { connectionOptions } from './connection-options.js';
export { examineLog, type LogExamination } from './examine-log.js';
export { indexDifferences, modelOn, type IndexDifference } from './index-differences.js';
export { giveLeaseBack, takeLease } from './lease.js';
export {
  connectToLog,
  databaseNameOf,
  isUnanswered,
  openLogDatabase,
  reading,
  type LogDatabase,
} from './log-database.js';
export { completeRestoration, fenceAbandoned, restoreHistory } from './log-restoration.js';
export { renameLog } from './log-names.js';
export { MongoDbLogHistory } from './mongodb-log-history.js';
export { stateOfTarget, UnsuitableTarget, type Restoration, type RestorationRequest } from './restoration-mark.js';
export { MongoDbEventStore, type MongoDbEventStoreOptions } from './mongodb-event-store.adapter.js';
export { createReplicaSet } from './replica-set.js';
export { Sequence } from './sequence.js';
export { Sequencer, type SequencerOptions, type SequencerStatus } from './sequencer.js';
