import { OperationsModule, operationsService } from '@opsledger/operations';
import type { HostedService } from '@opsledger/platform';

/** Every service that this process hosts: its edge, and what the platform runs for it. */
export const hostedServices: readonly HostedService[] = [{ module: OperationsModule, definition: operationsService }];
