import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULTS, type Policy, TRANSPORTS } from '../src/settings.ts';

interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly description?: string;
  readonly sensitiveValue?: boolean;
}

const schema: Schema = JSON.parse(readFileSync('managed_schema.json', 'utf8'));
const site = schema.properties?.sites?.additionalProperties?.properties ?? {};

/** A policy that sets everything: the compiler sees to it that nothing is missing. */
const POLICY: { readonly [K in keyof Required<Policy>]: Schema['type'] } = {
  sites: 'object',
  types: 'array',
  refuseHttp: 'boolean',
  windowTitle: 'string',
  manyAtOnce: 'string',
};

describe('the schema of administrators’ policies', () => {
  it('has the names and types of a policy', () => {
    expect(typesOf(schema.properties ?? {})).toEqual(POLICY);
    expect(schema.properties?.types?.items).toEqual({ type: 'string' });
  });

  it('has the names and types of the settings of a site', () => {
    const types = Object.entries(DEFAULTS).map(([name, value]) => [
      name,
      typeof value === 'number' ? 'integer' : typeof value,
    ]);
    expect(typesOf(site)).toEqual(Object.fromEntries(types));
  });

  it('names the types of values and no more: for one that breaks it, Chromium drops all of `sites`', () => {
    const keywords = Object.values(site).flatMap((setting) => Object.keys(setting));
    expect([...new Set(keywords)].sort()).toEqual(['description', 'sensitiveValue', 'title', 'type']);
    for (const transport of TRANSPORTS) expect(site.transport?.description).toContain(transport);
  });

  it('lets the browser’s list of policies hide the application token, and it alone', () => {
    expect(Object.keys(site).filter((name) => site[name]?.sensitiveValue)).toEqual(['applicationToken']);
  });

  it('is in the extension, where the manifest says', () => {
    const { storage } = JSON.parse(readFileSync('dist/manifest.json', 'utf8'));
    expect(JSON.parse(readFileSync(`dist/${storage.managed_schema}`, 'utf8'))).toEqual(schema);
  });
});

function typesOf(properties: Readonly<Record<string, Schema>>): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([name, { type }]) => [name, type]));
}
