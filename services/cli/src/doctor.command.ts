import { loadConfiguration } from '@opsledger/platform/configuration';
import { clockFinding, examineInstallation, examineKeys, type Finding } from '@opsledger/platform/installation';
import { sentenceOf } from './doctor.texts.js';
import { EXIT } from './exit-codes.js';
import { printJson, type OutputFormat } from './print.js';
import { languageOf } from './texts.js';

type Readiness = Readonly<{
  readModels?: readonly Readonly<{ name: string; position: number; head: number; parked: number; isStuck: boolean }>[];
}>;
/** The header that tells the time of a process leaves out what is less. */
const SECOND_MILLISECONDS = 1_000;

/**
 * Looks at what an installation keeps and at the system that runs on it: the files under `DATA_DIR`, or in the distributed profile
 * the keys there, MongoDB and Kafka. Exit code 6 if what is kept cannot be trusted, 1 if something else is wrong.
 */
export const doctor = async ({ output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  const { dataFolder, port, profile, mongodbUri = '' } = loadConfiguration(process.env);
  const url = process.env['OPSLEDGER_URL'] || `http://127.0.0.1:${port}`;
  const findings = [
    ...(profile === 'embedded'
      ? await examineInstallation(dataFolder, new Date().toISOString())
      : [...examineKeys(dataFolder), ...(await examineEngines(dataFolder, mongodbUri))]),
    ...(await examineService(url)),
  ];
  const language = languageOf(process.env);
  const told = findings.map((finding) => ({ ...finding, message: sentenceOf(finding, language) }));
  if (output === 'json') printJson({ findings: told });
  else {
    const width = Math.max(...told.map(({ code }) => code.length));
    for (const { part, outcome, code, message } of told)
      process.stdout.write(`${outcome.toUpperCase().padEnd(8)} ${code.padEnd(width)}  ${part}: ${message}\n`);
  }
  process.exitCode = exitCodeOf(findings);
};

/** What speaks to the engines is loaded only where there are some. */
const examineEngines = async (dataFolder: string, mongodbUri: string): Promise<readonly Finding[]> => {
  const { examineDeployment } = await import('@opsledger/platform/deployment');
  return examineDeployment({ dataFolder, mongodbUri, environment: process.env });
};

export const exitCodeOf = (findings: readonly Finding[]): number => {
  if (findings.some(({ outcome }) => outcome === 'damaged')) return EXIT.verificationFailed;
  return findings.some(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.ok;
};

/** A system that does not run is no fault; one that runs and lags is. */
export const examineService = async (url: string): Promise<readonly Finding[]> => {
  const part = 'service';
  try {
    const asked = Date.now();
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) });
    const answered = Date.now();
    const { readModels = [] } = (await answer.json()) as Readiness;
    const shown = Date.parse(answer.headers.get('date') ?? '');
    return [
      { part, outcome: answer.ok ? 'ok' : 'failed', code: answer.ok ? 'READY' : 'NOT_READY', details: { url } },
      ...(Number.isNaN(shown)
        ? []
        : [clockFinding('clock of the service', shown, { asked, answered, resolution: SECOND_MILLISECONDS })]),
      ...readModels.map(({ name, position, head, parked, isStuck }): Finding => {
        const details = { position, head, parked };
        if (isStuck) return { part: name, outcome: 'failed', code: 'STUCK', details };
        if (parked > 0) return { part: name, outcome: 'warning', code: 'HAS_PARKED_STREAMS', details };
        return { part: name, outcome: 'ok', code: 'UP_TO_DATE', details };
      }),
    ];
  } catch {
    return [{ part, outcome: 'warning', code: 'DOES_NOT_ANSWER', details: { url } }];
  }
};
