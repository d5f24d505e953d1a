import 'reflect-metadata';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainToInstance } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
  validateSync,
} from 'class-validator';

/** The checkout that this code runs from; data live in its `var` folder unless `DATA_DIR` says otherwise. */
const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

/** What can be set from outside, by environment variables of the names given here. */
export class Configuration {
  /** `PORT`: where the API is served. */
  @IsInt() @Min(0) @Max(65_535) port = 3000;
  /** `HOST`: the address it is served on; loopback unless it is said otherwise. */
  @IsString() @Length(1, 253) host = '127.0.0.1';
  /** `DATA_DIR`: the folder of everything that is kept. */
  @IsString() @Length(1, 4096) dataFolder = resolve(REPOSITORY, 'var');
  /** `LOG_LEVEL` of the log that goes to standard output. */
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) logLevel = 'info';
  /** `PROFILE`: `embedded` keeps everything in files under `DATA_DIR`, `distributed` in MongoDB, but for the keys. */
  @IsIn(['embedded', 'distributed']) profile: 'embedded' | 'distributed' = 'embedded';
  /** `MONGODB_URI`: where the log, the directory and the read models are in the distributed profile. */
  @ValidateIf(({ profile, mongodbUri }: Configuration) => profile === 'distributed' || mongodbUri !== undefined)
  @Matches(/^mongodb(\+srv)?:\/\//, { message: 'mongodbUri must be an address mongodb://... when PROFILE=distributed' })
  mongodbUri?: string;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: where traces are sent (OTLP over HTTP); without it there are none. */
  @ValidateIf(({ tracesEndpoint }: Configuration) => tracesEndpoint !== undefined)
  @Matches(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, { message: 'tracesEndpoint must be an address http(s)://...' })
  tracesEndpoint?: string;
  /** `OIDC_ISSUER`: where people sign in (OpenID Connect), beside the tokens that the installation signs itself. */
  @IsOptional()
  @Matches(/^(https:\/\/\S+|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\S*)$/, {
    message: 'oidcIssuer must be an address https://...',
  })
  oidcIssuer?: string;
  /** `OIDC_AUDIENCE`: whom tokens of that issuer are for. */
  @ValidateIf(({ oidcIssuer, oidcAudience }: Configuration) => oidcIssuer !== undefined || oidcAudience !== undefined)
  @IsString()
  @Length(1, 500)
  oidcAudience?: string;
  /** `OIDC_ROLES_CLAIM`: where its tokens say roles; dots lead into objects. */
  @IsString() @Length(1, 200) oidcRolesClaim = 'roles';
  /** `RATE_LIMIT`: requests per second that one caller may send, over ten seconds; the gateway has 1,000 if nothing is said. */
  @IsOptional() @IsInt() @Min(1) @Max(1_000_000) rateLimit?: number;
}

const VARIABLES: Readonly<Record<keyof Configuration, string>> = {
  port: 'PORT',
  host: 'HOST',
  dataFolder: 'DATA_DIR',
  logLevel: 'LOG_LEVEL',
  profile: 'PROFILE',
  mongodbUri: 'MONGODB_URI',
  tracesEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  oidcIssuer: 'OIDC_ISSUER',
  oidcAudience: 'OIDC_AUDIENCE',
  oidcRolesClaim: 'OIDC_ROLES_CLAIM',
  rateLimit: 'RATE_LIMIT',
};

const SECRET: readonly string[] = ['mongodbUri', 'tracesEndpoint'] satisfies (keyof Configuration)[];
const NUMBERS: ReadonlySet<string> = new Set(['port', 'rateLimit'] satisfies (keyof Configuration)[]);

/** Everything that is wrong with the environment, in one error. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

/** Reads the environment; unset or empty variables leave the default. Throws `InvalidConfiguration` with all errors at once. */
export const loadConfiguration = (environment: Readonly<Record<string, string | undefined>>): Configuration => {
  const given = Object.entries(VARIABLES).flatMap(([member, variable]) => {
    const text = environment[variable];
    return text ? [[member, NUMBERS.has(member) ? Number(text) : text] as const] : [];
  });
  const configuration = plainToInstance(Configuration, Object.fromEntries(given));
  const errors = validateSync(configuration);
  if (errors.length > 0) {
    const lines = errors.map(({ property, constraints = {} }) => {
      const variable = VARIABLES[property as keyof Configuration];
      // An address may have a password in it, which belongs on no screen and in no log.
      const named = SECRET.includes(property) ? variable : `${variable}=${environment[variable]}`;
      return `${named}: ${Object.values(constraints).join(', ').replaceAll(property, variable)}`;
    });
    throw new InvalidConfiguration(`The configuration is not usable:\n${lines.join('\n')}`);
  }
  return Object.assign(configuration, { dataFolder: resolve(configuration.dataFolder) });
};
