import type { Type } from '@nestjs/common';
import { OperationsModule, operationsService } from '@opsledger/operations';
import type { ServiceDefinition } from '@opsledger/platform';

/** Every service that this process hosts: its edge, and what the platform runs for it. */
export const hostedServices: readonly Readonly<{ module: Type; definition: ServiceDefinition }>[] = [
  { module: OperationsModule, definition: operationsService },
];
