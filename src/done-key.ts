import type { Line } from './read-lines.ts';
import { nameKey } from './tenants.ts';

/**
 * Gives the key by which a line is known again after it was stored: a fingerprint (SHA-256) of all of the line but its
 * secret. The key may be kept. It does not change with the secret, so the person decides whether such lines are skipped.
 */
export async function doneKey(
  tenant: string,
  associateId: number,
  { draft, days }: Pick<Line, 'draft' | 'days'>,
): Promise<string> {
  const { Type, PublicValue, Comment, IsActive } = draft;
  const all = JSON.stringify([
    ...[nameKey(tenant), associateId, Type, PublicValue, Comment],
    ...[days.ValidFrom, days.ValidTo, IsActive],
  ]);
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(all));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
