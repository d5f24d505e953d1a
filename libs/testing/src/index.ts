export { metadata, NOW, SOME_ID, specify, type Specification } from './decider-specification.js';
export { temporaryFolder } from './temporary-folder.js';
