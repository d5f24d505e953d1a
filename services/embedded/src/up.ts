import { once } from 'node:events';
import { loadConfiguration, makeLogger, openInstallation } from '@opsledger/platform';
import { makeEmbeddedApplication } from './embedded.application.js';

/** How long open answers may take once the log can no longer say what it holds. */
const LAST_WORDS_MILLISECONDS = 250;
/** How long the end of the process waits for requests. */
const LAST_CALL_MILLISECONDS = 5_000;

/**
 * Runs the whole system in this process until SIGINT or SIGTERM. Rejects with what keeps it from starting: configuration,
 * data folder in use, a file that cannot be used, a port that is taken.
 */
export const up = async (environment: Readonly<Record<string, string | undefined>>): Promise<void> => {
  process.umask(0o077); // what is kept here is for the account that runs it
  const configuration = loadConfiguration(environment);
  const logger = makeLogger(configuration.logLevel);
  const kafka =
    configuration.profile === 'distributed'
      ? { kafka: (await import('@opsledger/platform/topics')).kafkaSettingsFrom(environment) }
      : {};
  const installation = await openInstallation({ ...configuration, ...kafka }, (error) => {
    logger.fatal({ err: error }, 'whether the last commit is in the log is unknown; ending, the next start will tell');
    setTimeout(() => process.exit(1), LAST_WORDS_MILLISECONDS);
  });
  const app = await makeEmbeddedApplication(installation, logger);
  try {
    await app.listen(configuration.port, configuration.host);
    const url = await app.getUrl();
    const command = commandFor(environment);
    process.stdout.write(
      [
        `Opsledger keeps its record in ${configuration.dataFolder}`,
        `  API            ${url}/v1/operations`,
        `  documentation  ${url}/docs`,
        `  a token        ${command} token --role planner`,
        `  the letters    ${command} demo load`,
        '',
      ].join('\n'),
    );
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  } finally {
    // Requests under way are answered; who has not sent theirs whole by then is not waited for.
    const lastCall = setTimeout(() => app.getHttpServer().closeAllConnections(), LAST_CALL_MILLISECONDS);
    try {
      await app.close();
    } finally {
      clearTimeout(lastCall);
      await installation.close();
    }
  }
};

/** The command line with what it needs to find this installation. */
const commandFor = (environment: Readonly<Record<string, string | undefined>>): string => {
  const given = ['PORT', 'DATA_DIR'].flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
  return [...given, 'npx opsledger'].join(' ');
};
