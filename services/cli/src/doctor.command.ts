import { loadConfiguration } from '@opsledger/platform/configuration';
import { examineInstallation, type Finding } from '@opsledger/platform/installation';
import { EXIT } from './exit-codes.js';
import { printJson, printTable, type OutputFormat } from './print.js';

type Readiness = Readonly<{
  readModels: readonly Readonly<{ name: string; position: number; head: number; parked: number; isStuck: boolean }>[];
}>;

/** Looks at the files under `DATA_DIR` and at the system that runs on them. Exit code 6 if what is kept cannot be trusted, 1 if something else is wrong. */
export const doctor = async ({ output }: Readonly<{ output: OutputFormat }>): Promise<void> => {
  const { dataFolder, port } = loadConfiguration(process.env);
  const findings = [
    ...examineInstallation(dataFolder, new Date().toISOString()),
    ...(await examineService(process.env['OPSLEDGER_URL'] || `http://127.0.0.1:${port}`)),
  ];
  if (output === 'json') printJson({ findings });
  else {
    printTable(
      ['PART', 'OUTCOME', 'CODE', 'DETAILS'],
      findings.map(({ part, outcome, code, details = {} }) => [
        ...[part, outcome, code],
        Object.entries(details)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      ]),
    );
  }
  process.exitCode = exitCodeOf(findings);
};

export const exitCodeOf = (findings: readonly Finding[]): number => {
  if (findings.some(({ outcome }) => outcome === 'damaged')) return EXIT.verificationFailed;
  return findings.some(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.ok;
};

/** A system that does not run is no fault; one that runs and lags is. */
export const examineService = async (url: string): Promise<readonly Finding[]> => {
  const part = 'service';
  try {
    const answer = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) });
    const { readModels } = (await answer.json()) as Readiness;
    return [
      { part, outcome: answer.ok ? 'ok' : 'failed', code: answer.ok ? 'READY' : 'NOT_READY', details: { url } },
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
