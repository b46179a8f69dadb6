// The same job by SuperOffice's own client in the page's world. REST needs no ticket, so two requests open and one saves.
import { AssociateAgent } from '@superoffice/webapi/AssociateAgent';
import { UserAgent } from '@superoffice/webapi/UserAgent';
import axios from 'axios';

const base = `${location.origin}/${location.pathname.split('/')[1]}/`;

/** Who is signed in and whom the page is about. The package has no call for the former; the address is documented. */
export async function open(personId) {
  const [principal, associate] = await Promise.all([
    axios.get('api/v1/User/currentPrincipal', { baseURL: base }),
    new AssociateAgent(base).getAssociateByPersonIdAsync(personId),
  ]);
  return `${principal.data.FullName}: ${associate.fullName}`;
}

/** Stores an entry for an associate. */
export function save(associateId, type, credentials) {
  return new UserAgent(base).saveUntrustedCredentialsForAssociateAsync(associateId, type, credentials);
}
