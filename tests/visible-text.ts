import { parseSync } from 'vite';

/** A node of a syntax tree, as far as it matters here. */
interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Attributes that people see or hear. */
const SEEN =
  /^(title|alt|placeholder|label|hint|help|error|note|aria-(label|description|placeholder|valuetext|roledescription))$/;

const LETTER = /\p{L}/u;

/** The texts with letters that a component (TSX) shows without taking them from `_locales`, in order. */
export function writtenInComponent(source: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (!isNode(value)) {
      if (Array.isArray(value)) value.forEach(visit);
      return;
    }
    if (value.type === 'JSXElement' || value.type === 'JSXFragment')
      found.push(...(value.children as Node[]).flatMap(shown));
    if (value.type === 'JSXAttribute' && SEEN.test(String((value.name as Node).name)))
      found.push(...shown(value.value));
    Object.values(value).forEach(visit);
  };
  const { program, errors } = parseSync('component.tsx', source);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  visit(program);
  return found.filter((text) => LETTER.test(text)).map((text) => text.trim());
}

/** Likewise of a page (HTML). */
export function writtenInPage(source: string): string[] {
  const attributes = [...source.matchAll(/\s([\w-]+)="([^"]*)"/g)].flatMap(([, name = '', value = '']) =>
    SEEN.test(name) ? [value] : [],
  );
  return [...source.split(/<[^>]*>/), ...attributes]
    .filter((text) => LETTER.test(text))
    .map((text) => text.trim());
}

/** What an expression can come to, as far as it is written out; what is called or compared is not shown. */
function shown(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'JSXText':
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'JSXExpressionContainer':
      return shown(node.expression);
    case 'ConditionalExpression':
      return [...shown(node.consequent), ...shown(node.alternate)];
    case 'LogicalExpression':
      return [...(node.operator === '&&' ? [] : shown(node.left)), ...shown(node.right)];
    case 'BinaryExpression':
      return node.operator === '+' ? [...shown(node.left), ...shown(node.right)] : [];
    default:
      return [];
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
