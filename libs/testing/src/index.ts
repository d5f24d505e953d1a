export { play, recorded, type Played, type Step as PlayedStep } from './command-sequence.js';
export { metadata, NOW, SOME_ID, specify, type Specification } from './decider-specification.js';
export { fakeClock, seededIds, type FakeClock } from './fake-clock.js';
export { specifyProjection } from './projection-specification.js';
export { recordedHistories, type RecordedHistory } from './recorded-histories.js';
export {
  doorAt,
  playStory,
  specifyHttp,
  type Door,
  type DoorAnswer,
  type DoorRequest,
  type Step,
  type Story,
} from './scenario.js';
export { temporaryFolder } from './temporary-folder.js';
