// For the command line, which reaches engines through the platform alone.
export { createReplicaSet } from '@opsledger/event-store/mongodb';
