import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { RouteDocument } from '../behind-gateway/service-description.js';

/** The routes of an application as OpenAPI 3.1 describes them, with the schemas of their bodies and those of what they answer. */
export const routeDocumentOf = (app: INestApplication, ...answers: readonly object[]): RouteDocument => {
  const builder = new DocumentBuilder().setOpenAPIVersion('3.1.0');
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}-${method}`,
  });
  dropReferencesToObject(document);
  addForms(document);
  return { paths: document.paths, schemas: Object.assign(closed(document.components?.schemas ?? {}), ...answers) };
};

/** What a body does not name it does not take. */
const closed = (schemas: RouteDocument['schemas']): RouteDocument['schemas'] =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      'properties' in schema ? { ...schema, additionalProperties: false } : schema,
    ]),
  );

/** Where a parameter may be text or number the library also asks for an `Object`, a schema that the document does not have. */
const dropReferencesToObject = ({ paths }: OpenAPIObject): void => {
  for (const { parameters = [] } of Object.values(paths).flatMap(({ get }) => get ?? []))
    for (const parameter of parameters)
      if ('schema' in parameter && parameter.schema && 'oneOf' in parameter.schema) delete parameter.schema.allOf;
};

const FORMS: Readonly<Record<string, readonly [mediaType: string, schema: object]>> = {
  csv: ['text/csv', { type: 'string' }],
  geojson: ['application/geo+json', { type: 'object' }],
};

/** A route whose `format` takes other forms answers in them, too. */
const addForms = ({ paths }: OpenAPIObject): void => {
  for (const { parameters = [], responses } of Object.values(paths).flatMap(({ get }) => get ?? [])) {
    const format = parameters.find((parameter) => 'name' in parameter && parameter.name === 'format');
    const forms = format && 'schema' in format && format.schema && 'enum' in format.schema ? format.schema.enum : [];
    const answer = responses['200'];
    if (!answer || !('content' in answer)) continue;
    for (const [mediaType, schema] of (forms ?? []).flatMap((form) => [FORMS[String(form)] ?? []]))
      if (mediaType !== undefined) answer.content = { ...answer.content, [mediaType]: { schema: schema as object } };
  }
};
