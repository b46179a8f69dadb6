import { nameKey } from '../src/tenants.ts';

/** Where the type is kept that was used last with anybody of the tenant: the next form begins with it. */
export function lastTypeKey(tenant: string): string {
  return `type:${nameKey(tenant)}`;
}
