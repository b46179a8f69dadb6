import { useRef, useState } from 'preact/hooks';
import type { FormState } from './state.ts';
import type { Lists } from './use-entries.ts';

/** How long a list is trusted to tell what a Save would replace. After that, Save reads it again first. */
const CURRENT_FOR_MS = 60_000;

/** The entries of an associate, as a part that loads later has read them. */
interface Read {
  readonly associateId: number;
  readonly lists: Lists;
  readonly reload: (type: string, pauseMilliseconds?: number) => void;
  /** True from a reload until its answer. */
  readonly isOutdated: (type: string) => boolean;
}

/** The stored entries of the form's associate and type, as far as the form knows them. */
export function useList({ associate, search, draft }: FormState) {
  /** The type that the person has finished typing. */
  const [listedType, setListedType] = useState(draft.Type);
  const [read, setRead] = useState<Read>();
  const latest = useRef(read);
  latest.current = read;
  const lists = search === null && read?.associateId === associate?.associateId ? read?.lists : undefined;
  const listed = lists?.get(draft.Type);
  // Every list tells the same of the server's clock.
  const any = [...(lists?.values() ?? [])].find(({ result }) => result.ok)?.result;
  const clock = any?.ok ? any.value : undefined;
  return {
    listedType,
    setListedType,
    setRead,
    stored: listed?.result.ok ? listed.result.value.entries : null,
    clock,
    isCurrent: () =>
      listed !== undefined && !read?.isOutdated(draft.Type) && Date.now() - listed.at < CURRENT_FOR_MS,
    // An action may have begun before the list was there.
    reload: (type: string, pauseMilliseconds?: number) => latest.current?.reload(type, pauseMilliseconds),
  };
}
