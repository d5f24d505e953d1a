export { connectionOptions } from './connection-options.js';
export { examineLog, type LogExamination } from './examine-log.js';
export { indexDifferences, modelOn, type IndexDifference } from './index-differences.js';
export { giveLeaseBack, takeLease } from './lease.js';
export { databaseNameOf, openLogDatabase, type LogDatabase } from './log-database.js';
export { MongoDbEventStore, type MongoDbEventStoreOptions } from './mongodb-event-store.adapter.js';
export { Sequence } from './sequence.js';
export { Sequencer, type SequencerOptions, type SequencerStatus } from './sequencer.js';
