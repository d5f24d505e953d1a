import { once } from 'node:events';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogRenamed } from '@opsledger/event-store';
import type { Logger } from 'pino';
import { loadConfiguration, type Configuration } from '../configuration/configuration.js';
import { openInstallation, type Installation } from '../installation/installation.js';
import type { InstallationOptions } from '../installation/profile.js';
import { makeLogger } from '../observability/logger.js';

/** How long open answers may take once the log can no longer say what it holds. */
const LAST_WORDS_MILLISECONDS = 250;
/** How long the end of the process waits for requests. */
const LAST_CALL_MILLISECONDS = 5_000;

export type Environment = Readonly<Record<string, string | undefined>>;

export type ProcessParts = Readonly<{
  /** Stands in its log lines. */
  name: string;
  /** Looks at the log and adds nothing to its order: it needs no brokers. */
  isReader?: boolean;
  make: (installation: Installation, logger: Logger, configuration: Configuration) => Promise<NestFastifyApplication>;
  /** What whoever started it is told once it listens. */
  greet: (url: string, configuration: Configuration) => readonly string[];
}>;

/**
 * Runs an application in this process until SIGINT or SIGTERM. Rejects with what keeps it from starting: configuration, data
 * folder in use, a file or an engine that cannot be used, a port that is taken.
 */
export const runProcess = async (
  environment: Environment,
  { name, isReader = false, make, greet }: ProcessParts,
): Promise<void> => {
  process.umask(0o077); // what is kept here is for the account that runs it
  const configuration = loadConfiguration(environment);
  const logger = makeLogger(configuration.logLevel, name);
  const options: InstallationOptions = {
    ...{ ...configuration, isReader, processName: name },
    ...(configuration.profile === 'distributed' &&
      !isReader && { kafka: (await import('../installation/event-topics.js')).kafkaSettingsFrom(environment) }),
  };
  const installation = await openInstallation(options, (error) => {
    const why =
      error instanceof LogRenamed
        ? 'the log was put back; ending, the next start reads it anew'
        : 'whether the last commit is in the log is unknown; ending, the next start will tell';
    logger.fatal({ err: error }, why);
    setTimeout(() => process.exit(1), LAST_WORDS_MILLISECONDS);
  });
  let app: NestFastifyApplication | undefined;
  try {
    app = await make(installation, logger, configuration);
    await app.listen(configuration.port, configuration.host);
    process.stdout.write(`${greet(await app.getUrl(), configuration).join('\n')}\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  } finally {
    // Requests under way are answered; who has not sent theirs whole by then is not waited for.
    const lastCall = setTimeout(() => app?.getHttpServer().closeAllConnections(), LAST_CALL_MILLISECONDS);
    try {
      await app?.close();
    } finally {
      clearTimeout(lastCall);
      await installation.close();
    }
  }
};

/** The whole of a `main.ts`: what keeps the process from starting is said in a sentence, without a stack. */
export const runOrSay = async (running: Promise<void>): Promise<void> => {
  try {
    await running;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
};
