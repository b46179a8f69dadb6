import { nameKey } from './tenants.ts';

/** Gives the beginning of the keys of a tenant's types in `storage.local`. The id of the associate they were used with follows. */
export function typesPrefix(tenant: string): string {
  return `types:${nameKey(tenant)}:`;
}

/** Gives the types that were used with anybody of a tenant, each once. */
export function typesIn(all: Readonly<Record<string, unknown>>, tenant: string): readonly string[] {
  const prefix = typesPrefix(tenant);
  const types = Object.entries(all).flatMap(([key, value]) =>
    key.startsWith(prefix) && Array.isArray(value) ? value : [],
  );
  return [...new Set(types.filter((type) => typeof type === 'string'))];
}
