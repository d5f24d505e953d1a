import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { GatewayModule, serveOpenApi } from '@opsledger/gateway';
import {
  makeApplication,
  routeDocumentOf,
  type Installation,
  type PlatformOptions,
  type RouteDocument,
  type SignInSettings,
} from '@opsledger/platform';
import { hostedServices } from './hosted-services.js';

/** Every service and the gateway in one application, ready to listen. The caller opens the installation and closes it after. */
export const makeEmbeddedApplication = async (
  installation: Installation,
  logger: PlatformOptions['logger'],
  signIn: SignInSettings = {},
): Promise<NestFastifyApplication> => {
  const services = hostedServices.map(({ definition }) => definition);
  const edges = [...hostedServices.map(({ module }) => module), GatewayModule];
  const app = await makeApplication({ installation, logger, services, edges, signIn });
  let document: RouteDocument | undefined; // made when it is first asked for: making it would be a third of every start
  serveOpenApi(app, async () => {
    const answers = services.flatMap(({ schemas }) => schemas ?? []);
    document ??= routeDocumentOf(app, ...answers);
    return [document];
  });
  return app;
};
