import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';

const folder = fileURLToPath(new URL('../../shared/wsdl/', import.meta.url));

/** The official contracts lie beside the project only where it is developed. */
export const hasContracts = existsSync(folder);

const validators = new Map<string, XsdValidator>();

/**
 * Checks a SOAP request against the schemas in the service's WSDL: each header block and the wrapper in the body
 * against its own declaration.
 * @returns what the schema finds wrong; empty for a valid request
 */
export function violations(service: string, request: string): string[] {
  const document = XmlDocument.fromString(request);
  const blocks = document.find('/*/*/*').filter((node): node is XmlElement => node instanceof XmlElement);
  if (blocks.length === 0) return ['neither header nor body'];
  return blocks.flatMap((block) => {
    try {
      validatorOf(service).validate(block);
      return [];
    } catch (error) {
      return [String(error)];
    }
  });
}

function validatorOf(service: string): XsdValidator {
  const known = validators.get(service);
  if (known) return known;
  const wsdl = readFileSync(`${folder}${service}.wsdl`, 'utf8');
  const tns = /targetNamespace="([^"]+)"/.exec(wsdl)?.[1] as string;
  const schemas = new Map(
    [...wsdl.matchAll(/<xs:schema[\s\S]*?<\/xs:schema>/g)].map(([schema]) => [
      /targetNamespace="([^"]+)"/.exec(schema)?.[1] as string,
      // Prefixes declared around the schema, and places for its imports: inside a WSDL it needs neither.
      schema
        .replace(/^<xs:schema(?![^>]*xmlns:tns=)/, `<xs:schema xmlns:tns="${tns}"`)
        .replace(
          /<xs:import namespace="([^"]+)"\/>/g,
          (_, namespace) =>
            `<xs:import namespace="${namespace}" schemaLocation="${place(service, namespace)}"/>`,
        ),
    ]),
  );
  xmlRegisterInputProvider(
    new XmlBufferInputProvider(
      Object.fromEntries(
        [...schemas].map(([namespace, schema]) => [
          place(service, namespace),
          new TextEncoder().encode(schema),
        ]),
      ),
    ),
  );
  const validator = XsdValidator.fromDoc(XmlDocument.fromString(schemas.get(tns) as string));
  validators.set(service, validator);
  return validator;
}

function place(service: string, namespace: string): string {
  return `${service}/${encodeURIComponent(namespace)}.xsd`;
}
