import type { PageRequest } from './in-page.ts';

/**
 * A REST request with the page's session: a GET without `body`, else a POST.
 * @param body `null` for a POST that has none
 */
export function rest(path: string, body?: object | null, applicationToken = ''): PageRequest {
  return {
    path: `api/v1/${path}`,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      Accept: 'application/json',
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(applicationToken ? { 'SO-AppToken': applicationToken } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    session: true,
    writes: false,
    cookies: true,
  };
}

/** `GET base/api`, which needs no sign-in and tells which versions of the services there are. */
export const VERSIONS: PageRequest = { ...rest(''), path: 'api' };
