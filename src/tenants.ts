/** True when the two names, made by `tenantName`, are of the same tenant: case and a slash at the end do not count. */
export function sameTenant(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/** A name of a tenant as it is compared, and as a part of a key. */
export function nameKey(name: string): string {
  return name.replace(/\/+$/, '').toLowerCase();
}
