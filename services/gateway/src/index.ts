export { GatewayModule } from './gateway.module.js';
export { serveOpenApi } from './open-api.js';
