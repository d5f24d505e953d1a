export { SqliteEventStore, type SqliteEventStoreOptions } from './sqlite-event-store.adapter.js';
export { SqliteLogHistory } from './sqlite-log-history.js';
export type { LogSeal } from './log-seal.js';
