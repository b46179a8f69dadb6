/**
 * Stands in for the part of fast-xml-parser that fills in and checks its options. Only `xml.ts` sets options. This adds
 * those that the parser needs beside them.
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
