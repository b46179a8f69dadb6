import { useEffect, useState } from 'preact/hooks';
import { isSignInType, TYPES } from '../src/credentials.ts';
import type { FormState } from './state.ts';
import { tenantTypes, usedTypes } from './used-types.ts';

/** The types of which an associate may have entries: the listed type comes first. */
export function useKnownTypes({ opened, associate }: FormState, listedType: string): readonly string[] {
  const { tenant, preset } = opened;
  const associateId = associate?.associateId;
  const [used, setUsed] = useState<readonly string[]>([]);
  useEffect(() => {
    let outdated = false;
    if (associateId !== undefined)
      void Promise.all([usedTypes(tenant, associateId), tenantTypes(tenant)]).then(
        (types) => outdated || setUsed(types.flat()),
      );
    return () => {
      outdated = true;
    };
  }, [tenant, associateId]);
  const known = preset.types.length > 0 ? preset.types : [preset.type, ...used, ...TYPES];
  return [listedType, ...known].filter(
    (type, index, all) => type.trim() !== '' && !isSignInType(type) && all.indexOf(type) === index,
  );
}
