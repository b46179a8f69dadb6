import { makeVisible } from '../src/characters.ts';
import { text } from '../src/ui/text.ts';
import { Cut } from './cut.tsx';
import './form-heading.css';
import type { FormState } from './state.ts';

interface Props {
  readonly state: FormState;
  readonly onCancel: () => void;
}

/** The heading for each act that the button of Save can name. */
const HEADINGS = { save: 'editEntry', switchOff: 'switchOffEntry', switchOn: 'switchOnEntry' } as const;

/** The stored entry that the form is about. It stands beside the button of Save, which says what is done with it. */
export function FormHeading({ state, onCancel }: Props) {
  const { isEditing, original } = state;
  if (!isEditing || !original) return null;
  return (
    <div class="heading">
      <h2>
        <Cut>
          {text(HEADINGS[saveAction(state)], makeVisible(original.PublicValue) || text('storedUnnamed'))}
        </Cut>
      </h2>
      <button type="button" class="quiet" aria-label={text('cancelEditing')} onClick={onCancel}>
        {text('cancel')}
      </button>
    </div>
  );
}

/** What Save does. With an edited entry, that may be only to switch it off or on. */
export function saveAction({ isEditing, original, draft }: FormState): 'save' | 'switchOff' | 'switchOn' {
  const isSwitched =
    isEditing && original?.PublicValue === draft.PublicValue && original.IsActive !== draft.IsActive;
  return isSwitched ? (draft.IsActive ? 'switchOn' : 'switchOff') : 'save';
}
