export type { Checkpoint, DocumentQuery, DocumentStore } from './document-store.port.js';
export { project, type Projection, type ReadModelDocument } from './projection.js';
export { GapInStream, ReadModel } from './read-model.js';
