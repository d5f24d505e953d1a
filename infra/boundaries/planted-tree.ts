import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const REPOSITORY = join(__dirname, '../..');

/** Packages that the planted files import. Like most on npm they have their entry in `dist`, which must not hide them. */
const PACKAGES = ['libsql', 'mongoose', 'kafkajs', 'uuidv7', '@nestjs/cqrs', '@nestjs/common'];

export type Plant = readonly [rule: string, file: string, text: string];
export type Finding = Readonly<{ rule: string; file: string; text: string }>;
type Run = Readonly<{ status: number | null; stdout: string; stderr: string }>;
export type Outcome = Run & Readonly<{ findings: readonly Finding[] }>;
export type Files = Readonly<Record<string, string>>;

/** The two commands of `npm run lint`, so that what is proved is what is run. */
const [LINT, CRUISE] = (
  JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: { lint: string } }
).scripts.lint.split(' && ');

/** A small copy of the repository: the real configuration and the real projects, with next to nothing in them. */
export class PlantedTree {
  private readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'boundaries-')));

  constructor(files: Files) {
    for (const name of ['.dependency-cruiser.cjs', '.oxlintrc.json', '.gitignore', 'package.json']) {
      copyFileSync(join(REPOSITORY, name), join(this.folder, name));
    }
    for (const project of projectFolders()) this.addProject(project);
    for (const name of PACKAGES) {
      this.write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'dist/index.js' }));
      this.write(`node_modules/${name}/dist/index.js`, '');
    }
    for (const [path, text] of Object.entries(files)) this.write(path, `${text}\n`);
  }

  cruise(): Outcome {
    const run = this.run(CRUISE!);
    const lines = run.stdout.matchAll(/^ *error ([\w-]+): (\S+)/gm);
    return { ...run, findings: Array.from(lines, ([text, rule, file]) => ({ rule: rule!, file: file!, text })) };
  }

  lint(): Outcome {
    const run = this.run(`${LINT!} --format json`);
    const { diagnostics } = JSON.parse(run.stdout) as {
      diagnostics: Record<'code' | 'filename' | 'message' | 'help', string>[];
    };
    const findings = diagnostics.map(({ code, filename, message, help }) => ({
      rule: code.includes('(no-restricted-') ? `${code} ${/'(.+?)'/.exec(message)?.[1]}` : code,
      file: filename,
      text: `${message} ${help}`,
    }));
    return { ...run, findings };
  }

  /** Asks the copied configuration itself, as it depends on the folder that it is read in. */
  ruleNames(): string[] {
    const names = "JSON.stringify(require('./.dependency-cruiser.cjs').forbidden.map(({ name }) => name))";
    return JSON.parse(this.run(`node -p "${names}"`).stdout) as string[];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Every file that the project exports is there, and its name leads to this tree. */
  private addProject(project: string): void {
    const text = readFileSync(join(REPOSITORY, project, 'package.json'), 'utf8');
    const { name, exports = {} } = JSON.parse(text) as {
      name: string;
      exports?: Record<string, Record<string, string>>;
    };
    this.write(join(project, 'package.json'), text);
    for (const entry of Object.values(exports)) {
      const source = entry['@opsledger/source'];
      if (source) this.write(join(project, source), `export const entry = '${source}';\nexport type Entry = string;\n`);
    }
    const link = join(this.folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(this.folder, project), link, 'junction');
  }

  private write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  private run(command: string): Run {
    const PATH = [join(REPOSITORY, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
    const env = { ...process.env, PATH, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync(command, { shell: true, cwd: this.folder, encoding: 'utf8', env });
    return { status, stdout, stderr };
  }
}

const projectFolders = (): string[] =>
  ['libs', 'services'].flatMap((kind) => readdirSync(join(REPOSITORY, kind)).map((name) => `${kind}/${name}`));
