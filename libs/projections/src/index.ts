export { matches, UnsupportedFilter, type DocumentFilter } from './document-filter.js';
export {
  GenerationDropped,
  ReadModelsUnavailable,
  VersionGap,
  type DocumentKey,
  type DocumentPage,
  type DocumentQuery,
  type DocumentSort,
  type DocumentStore,
} from './document-store.port.js';
export { compareVersions, type GenerationDifference, type VersionComparison } from './generation-difference.js';
export { hadHappenedBy, knownAt, type AnsweredView, type Moment, type PastView } from './past-view.js';
export { changesBetween, type DocumentChange } from './document-changes.js';
export { project, projectValid, shown, type Projection, type ReadModelDocument } from './projection.js';
export { GapInStream, Projector } from './projector.js';
export {
  PastNotReached,
  ReadModelLacksStreams,
  ReadModel,
  RebuildIsUnderWay,
  type ReadModelStatus,
  type RebuildStatus,
} from './read-model.js';
