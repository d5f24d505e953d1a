import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  answers,
  IdentitySigner,
  makeApplication,
  ProblemFilter,
  routeDocumentOf,
  type Installation,
  type PlatformOptions,
  type RouteDocument,
  type SignInSettings,
} from '@opsledger/platform';
import { GatewayModule } from './gateway.module.js';
import { serveOpenApi } from './open-api.js';
import { routeToServices } from './services/proxy.js';
import { RemoteCommands } from './services/remote-commands.js';
import type { ServiceAddress } from './services/service-addresses.js';
import { Services } from './services/services.js';

/** Of one caller, if nothing else is said: far more than people and most systems ask. */
const REQUESTS_PER_SECOND = 1_000;

/** How long is waited: for a service to answer (15 seconds if nothing is said), for a caller to take more of an answer (60). */
export type Patience = Readonly<{ deadlineMilliseconds?: number; stalledMilliseconds?: number }>;

/** The gateway in front of services that run by themselves, ready to listen. The caller opens the installation and closes it after. */
export const makeGatewayApplication = async (
  installation: Installation,
  logger: PlatformOptions['logger'],
  addresses: readonly ServiceAddress[],
  signIn: SignInSettings = {},
  { deadlineMilliseconds, stalledMilliseconds }: Patience = {},
): Promise<NestFastifyApplication> => {
  const { keys, now, newId, log, tracing } = installation;
  const services = new Services({
    ...{ addresses, newId, logger, tracing, signer: new IdentitySigner(keys, now) },
    ...(deadlineMilliseconds !== undefined && { deadlineMilliseconds }),
    onDescription: ({ problems }) => app.get(ProblemFilter).learn(problems),
  });
  const readiness = {
    status: async () => {
      const [own, behind] = await Promise.all([answers(log.head()), services.status()]);
      const dependencies = [{ name: 'log', isAvailable: own }, ...behind.dependencies];
      return { ...behind, isReady: own && behind.isReady, dependencies };
    },
  };
  const app = await makeApplication({
    ...{ installation, logger, services: [], edges: [GatewayModule] },
    signIn: { ...signIn, rateLimit: signIn.rateLimit ?? REQUESTS_PER_SECOND },
    elsewhere: { commands: new RemoteCommands(services, newId), readiness },
  });
  let own: RouteDocument | undefined;
  serveOpenApi(app, async () => [
    (own ??= routeDocumentOf(app)),
    ...(await services.descriptions()).map(({ openApi }) => openApi),
  ]);
  routeToServices(app, { services, newId, stalledMilliseconds });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => services.stop());
  services.start();
  return app;
};
