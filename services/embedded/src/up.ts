import { runProcess, type Environment } from '@opsledger/platform';
import { makeEmbeddedApplication } from './embedded.application.js';

/** Runs the whole system in this process until SIGINT or SIGTERM. Rejects with what keeps it from starting. */
export const up = (environment: Environment): Promise<void> =>
  runProcess(environment, {
    name: 'opsledger',
    make: makeEmbeddedApplication,
    greet: (url, { dataFolder }) => {
      const command = commandFor(environment);
      return [
        `Opsledger keeps its record in ${dataFolder}`,
        `  API            ${url}/v1/operations`,
        `  documentation  ${url}/docs`,
        `  a token        ${command} token --role planner`,
        `  the letters    ${command} demo load`,
      ];
    },
  });

/** The command line with what it needs to find this installation. */
const commandFor = (environment: Environment): string => {
  const given = ['PORT', 'DATA_DIR'].flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
  return [...given, 'npx opsledger'].join(' ');
};
