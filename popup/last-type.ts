import { nameKey } from '../src/tenants.ts';

/** The key of the type that was used last with anybody of the tenant: the next form begins with that type. */
export function lastTypeKey(tenant: string): string {
  return `type:${nameKey(tenant)}`;
}
