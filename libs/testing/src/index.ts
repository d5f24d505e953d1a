export { play, recorded, type Played, type Step } from './command-sequence.js';
export { metadata, NOW, SOME_ID, specify, type Specification } from './decider-specification.js';
export { temporaryFolder } from './temporary-folder.js';
