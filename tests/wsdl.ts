import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  XmlBufferInputProvider,
  XmlDocument,
  XmlElement,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm';
import { ARRAYS } from './contract-facts.ts';

const folder = fileURLToPath(new URL('../../shared/wsdl/', import.meta.url));

/** The official contracts lie beside the project only where it is developed. */
export const hasWsdls = existsSync(folder);

/** An official contract, as it is written and as it is read. */
class Wsdl {
  readonly text: string;
  readonly #document: XmlDocument;

  constructor(service: string) {
    this.text = readFileSync(`${folder}${service}.wsdl`, 'utf8');
    this.#document = XmlDocument.fromString(this.text);
  }

  /** What the contract says of an operation; members as `membersOf` has them. */
  operation(name: string) {
    const abstract = `//wsdl:portType/wsdl:operation[@name='${name}']`;
    const bound = `//wsdl:binding/wsdl:operation[@name='${name}']`;
    const headers = (direction: string) =>
      this.#find(`${bound}/wsdl:${direction}/soap:header`).map((header) =>
        this.#member(this.#part(header, attribute(header, 'part'))),
      );
    const wrapper = (direction: string) =>
      this.#part(this.#get(`${abstract}/wsdl:${direction}`), 'parameters');
    const members = (element: XmlElement) =>
      this.#find('xs:complexType/xs:sequence/xs:element', element).map((member) => this.#member(member));
    return {
      action: attribute(this.#get(`${bound}/soap:operation`), 'soapAction'),
      requestHeaders: headers('input'),
      requestElement: attribute(wrapper('input'), 'name'),
      request: members(wrapper('input')),
      responseHeaders: headers('output'),
      responseElement: attribute(wrapper('output'), 'name'),
      response: members(wrapper('output')),
    };
  }

  /**
   * The members of a structure, beginning with those of what it extends: `Name:type`, `[item:type]` for a list, `?` for
   * what may be nil. Undefined where the contract has no such structure.
   */
  membersOf(structure: string): string[] | undefined {
    const [type] = this.#find(`//xs:complexType[@name='${structure}']`);
    if (!type) return undefined;
    const [extension] = this.#find('xs:complexContent/xs:extension', type);
    const inherited = extension && this.membersOf(withoutPrefix(attribute(extension, 'base')));
    const own = this.#find('xs:sequence/xs:element', extension ?? type);
    return [...(inherited ?? []), ...own.map((member) => this.#member(member))];
  }

  /** The values of an enumeration; none where the contract has no such enumeration. */
  valuesOf(enumeration: string): string[] {
    const values = this.#find(`//xs:simpleType[@name='${enumeration}']/xs:restriction/xs:enumeration`);
    return values.map((value) => attribute(value, 'value'));
  }

  #find(path: string, from?: XmlElement): XmlElement[] {
    return (from ?? this.#document).find(path, NAMESPACES) as XmlElement[];
  }

  #get(path: string): XmlElement {
    const [element, ...others] = this.#find(path);
    if (!element || others.length > 0) throw new Error(`The contract has not one ${path}.`);
    return element;
  }

  /** The element that stands for a part of the message which `user` names. */
  #part(user: XmlElement, name: string): XmlElement {
    const message = withoutPrefix(attribute(user, 'message'));
    const part = this.#get(`//wsdl:message[@name='${message}']/wsdl:part[@name='${name}']`);
    return this.#get(`//xs:schema/xs:element[@name='${withoutPrefix(attribute(part, 'element'))}']`);
  }

  #member(element: XmlElement): string {
    const qualified = attribute(element, 'type');
    const type = withoutPrefix(qualified);
    const foreign = element.namespaceForPrefix(qualified.split(':')[0] as string) === ARRAYS ? 'a:' : '';
    const written = type.startsWith('ArrayOf') ? `[${foreign}${this.membersOf(type)}]` : type;
    return `${attribute(element, 'name')}:${written}${attribute(element, 'nillable') === 'true' ? '?' : ''}`;
  }
}

const NAMESPACES = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  soap: 'http://schemas.xmlsoap.org/wsdl/soap/',
  xs: 'http://www.w3.org/2001/XMLSchema',
};

const attribute = (element: XmlElement, name: string) => element.attr(name)?.content ?? '';
const withoutPrefix = (qualified: string) => qualified.replace(/^.*:/, '');

const wsdls = new Map<string, Wsdl>();

/** The official contract of a service. */
export function wsdlOf(service: string): Wsdl {
  const wsdl = wsdls.get(service) ?? new Wsdl(service);
  wsdls.set(service, wsdl);
  return wsdl;
}

const validators = new Map<string, XsdValidator>();

/**
 * Checks a SOAP request against the schemas in the service's WSDL: each header block and the wrapper in the body
 * against its own declaration.
 * @returns what the schema finds wrong; empty for a valid request
 */
export function wsdlViolations(service: string, request: string): string[] {
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
  const wsdl = wsdlOf(service).text;
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
