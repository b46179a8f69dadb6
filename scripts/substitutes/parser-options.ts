/**
 * Stands in for the part of fast-xml-parser that fills in and checks its options: `xml.ts` is the only one who sets any, and it
 * sets all that the parser asks for in another way than “nothing”.
 */
export function buildOptions(options: object): object {
  return {
    textNodeName: '#text',
    tagValueProcessor: (_name: string, value: unknown) => value,
    attributeValueProcessor: (_name: string, value: unknown) => value,
    updateTag: (name: string) => name,
    onDangerousProperty: (name: string) => `__${name}`,
    stopNodes: [],
    unpairedTagsSet: new Set<string>(),
    maxNestedTags: 100,
    strictReservedNames: true,
    jPath: true,
    ...options,
    processEntities: { enabled: false },
  };
}
