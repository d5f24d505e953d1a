import { runOrSay, runService } from '@opsledger/platform';
import { OperationsModule } from './operations.module.js';
import { operationsService } from './operations.service.js';

await runOrSay(runService({ module: OperationsModule, definition: operationsService }));
