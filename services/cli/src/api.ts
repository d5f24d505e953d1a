import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '@opsledger/platform/configuration';
import { issueTokenFrom, type Role } from '@opsledger/platform/identity';
import { exitCodeOf, Failure } from './exit-codes.js';

type ProblemDocument = Readonly<{
  title?: string;
  detail?: string;
  code?: string;
  rule?: string;
  rows?: readonly { line: number; problem: ProblemDocument }[];
  errors?: readonly { pointer: string; detail: string }[];
}>;

/** The installation that the command line talks to. */
export class Api {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** Takes `OPSLEDGER_TOKEN`, or signs a short-lived token of a role with the key under `DATA_DIR`. */
  static async connect(role: Role, environment = process.env): Promise<Api> {
    const { port, dataFolder } = loadConfiguration(environment);
    const url = environment['OPSLEDGER_URL'] || `http://127.0.0.1:${port}`;
    const given = environment['OPSLEDGER_TOKEN'];
    if (given) return new Api(url, given);
    if (!existsSync(join(dataFolder, 'keys.json'))) {
      throw new Failure(
        `No key under ${dataFolder}: set OPSLEDGER_TOKEN, or DATA_DIR to the folder that the system runs on.`,
      );
    }
    return new Api(url, await issueTokenFrom(dataFolder, { subject: 'command-line', roles: [role] }, '10m'));
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.call(path, {});
  }

  post<Answer>(path: string, contentType: string, body: string): Promise<Answer> {
    return this.call(path, { method: 'POST', headers: { 'content-type': contentType }, body });
  }

  private async call<Answer>(
    path: string,
    request: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${this.token}`,
      'accept-language': language(process.env),
      ...request.headers,
    };
    const response = await fetch(new URL(path, this.url), { ...request, headers }).catch((error: unknown) => {
      const reason = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
      throw new Failure(
        `Opsledger does not answer at ${this.url} (${reason}). Is it running? \`npm start\` starts it.`,
      );
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Answer;
    throw new Failure(describe(response.status, text), exitCodeOf(response.status));
  }
}

const language = ({ LC_ALL, LC_MESSAGES, LANG }: typeof process.env): string =>
  (LC_ALL || LC_MESSAGES || LANG || 'en').startsWith('fr') ? 'fr' : 'en';

const describe = (status: number, text: string): string => {
  try {
    return sentence(JSON.parse(text) as ProblemDocument);
  } catch {
    return `The answer was ${status}, without a problem document.`;
  }
};

const sentence = ({ title, detail, code, rule, errors = [], rows = [] }: ProblemDocument): string =>
  [
    `${[title, detail].filter(Boolean).join('. ')} [${[code, rule].filter(Boolean).join(', ')}]`,
    ...errors.map((error) => `  ${error.pointer}: ${error.detail}`),
    ...rows.map((row) => `  line ${row.line}: ${sentence(row.problem)}`),
  ].join('\n');
