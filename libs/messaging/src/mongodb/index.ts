export { MongodbLease } from './mongodb-lease.adapter.js';
export { MongodbRelayProgress } from './mongodb-relay-progress.adapter.js';
export { SharedTracing } from './shared-tracing.js';
