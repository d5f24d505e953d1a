import type { Type } from '@nestjs/common';
import type { ServiceDescription } from '../behind-gateway/service-description.js';
import type { ServiceDefinition } from '../commands/service-definition.js';
import { InvalidConfiguration } from '../configuration/configuration.js';
import { KnownRoutes } from '../http/known-routes.js';
import { routeDocumentOf } from '../http/route-document.js';
import { Policies } from '../policies/policies.js';
import { ReadModels } from '../read-models/read-models.js';
import { makeApplication } from './application.js';
import { runProcess, type Environment } from './run-process.js';

/** A service: its edge, and what the platform runs for it. */
export type HostedService = Readonly<{ module: Type; definition: ServiceDefinition }>;

/** One service in a process of its own, behind the gateway, until SIGINT or SIGTERM. */
export const runService = async (
  { module, definition }: HostedService,
  environment: Environment = process.env,
): Promise<void> => {
  if (environment['PROFILE'] !== 'distributed')
    throw new InvalidConfiguration('A service by itself needs PROFILE=distributed; npm start runs all in one process.');
  const { name, aggregates, problems, schemas = {} } = definition;
  await runProcess(environment, {
    name,
    make: async (installation, logger) => {
      const routes = new KnownRoutes();
      let made: ServiceDescription | undefined;
      const describe = (): ServiceDescription =>
        (made ??= {
          name,
          routes: routes.all.filter(({ url }) => url.startsWith('/v1/')),
          commands: aggregates.flatMap(({ commands }) =>
            commands.map(({ name: command, target }) => ({ name: command, target })),
          ),
          consumers: [...app.get(ReadModels).names, ...app.get(Policies).names],
          problems,
          openApi: routeDocumentOf(app, schemas),
        });
      const app = await makeApplication({
        installation,
        logger,
        routes,
        describe,
        services: [definition],
        edges: [module],
      });
      return app;
    },
    greet: (url) => [`Opsledger ${name} answers the gateway at ${url}`],
  });
};
