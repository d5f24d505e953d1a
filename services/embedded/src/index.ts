export { makeEmbeddedApplication } from './embedded.application.js';
export { up } from './up.js';
