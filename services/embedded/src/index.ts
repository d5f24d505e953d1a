export { makeEmbeddedApplication } from './embedded.application.js';
export { hostedServices } from './hosted-services.js';
export { up } from './up.js';
