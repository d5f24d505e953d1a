import type { Projection } from '@opsledger/projections';
import type { ServiceDefinition } from '../commands/service-definition.js';
import { deadlineBookOf, hasDeadlines } from '../deadlines/deadline-book.projection.js';
import type { ServiceProjection } from './read-models.js';

/** Every read model of the services: what each aggregate shows, and what its records wait for. */
export const projectionsOf = (services: readonly ServiceDefinition[]): readonly ServiceProjection[] =>
  services.flatMap(({ name: service, aggregates }) =>
    [
      ...aggregates.map(({ projection }) => projection),
      ...aggregates.filter(hasDeadlines).map((aggregate) => deadlineBookOf(aggregate) as unknown as Projection),
    ].map((projection) => ({ service, projection })),
  );
