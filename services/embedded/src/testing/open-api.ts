import type { TestInstallation } from './test-installation.js';

export type Schema = Readonly<{
  $ref?: string;
  allOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  type?: string | readonly string[];
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  example?: unknown;
}>;
export type Parameter = Readonly<{ name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }>;
/** A route as the OpenAPI document describes it. */
export type Route = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  parameters: readonly Parameter[];
  /** Statuses that the document names. */
  statuses: readonly number[];
  body?: Readonly<{ type: string; schema: Schema; example: unknown }>;
}>;
export type OpenApi = Readonly<{ routes: readonly Route[]; resolve: (schema: Schema) => Schema }>;

/** What an installation says of itself. */
export const readOpenApi = async (system: TestInstallation): Promise<OpenApi> => {
  const { body: document } = await system.send('GET', '/openapi.json');
  const schemas = document['components'].schemas as Readonly<Record<string, Schema>>;
  const resolve = (schema: Schema): Schema => {
    const named = schema.$ref ?? schema.allOf?.[0]?.$ref;
    return named === undefined ? schema : resolve(schemas[named.split('/').at(-1)!]!);
  };
  type Described = Readonly<{
    parameters?: readonly Parameter[];
    responses: object;
    requestBody?: Readonly<{ content: Record<string, Readonly<{ schema: Schema; examples?: object }>> }>;
  }>;
  const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Described>>>>;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], responses, requestBody }]): Route => {
      const [content] = Object.entries(requestBody?.content ?? {});
      const [example] = Object.values(content?.[1].examples ?? {}) as Readonly<{ value: unknown }>[];
      return {
        ...{ method: method.toUpperCase() as Route['method'], path, parameters },
        statuses: Object.keys(responses).map(Number),
        ...(content && { body: { type: content[0], schema: content[1].schema, example: example?.value } }),
      };
    }),
  );
  return { routes, resolve };
};
