import { InvalidConfiguration, runOrSay, runProcess } from '@opsledger/platform';
import { makeGatewayApplication } from './gateway.application.js';
import { serviceAddressesFrom } from './services/service-addresses.js';

const run = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  if (environment['PROFILE'] !== 'distributed')
    throw new InvalidConfiguration(
      'The gateway by itself needs PROFILE=distributed; npm start runs all in one process.',
    );
  const addresses = serviceAddressesFrom(environment);
  await runProcess(environment, {
    ...{ name: 'gateway', isReader: true },
    make: (installation, logger, configuration) =>
      makeGatewayApplication(installation, logger, addresses, configuration),
    greet: (url) => [
      `Opsledger's gateway, with ${addresses.map(({ name }) => name).join(', ')} behind it`,
      `  API            ${url}/v1/operations`,
      `  documentation  ${url}/docs`,
    ],
  });
};

await runOrSay(run(process.env));
