export { OperationsModule } from './operations.module.js';
export { operationsService } from './operations.service.js';
