import type { ProjectView } from '@parley/api/contract/views';
import { SelectField } from '../../../components/ui/field.tsx';
import { Switch } from '../../../components/ui/switch.tsx';
import { ALWAYS, editChoices } from '../message-settings.ts';
import { strings } from '../strings.ts';

/** Of what is said and what is about to be. Servers of older versions know neither. */
export function MessageSettings({ project, disabled }: { project: ProjectView; disabled: boolean }) {
  const { editMinutes, previewsTyping } = project;
  if (editMinutes === undefined) return null;
  return (
    <>
      <SelectField
        label={strings.editMinutes}
        hint={strings.editMinutesHint}
        name="editMinutes"
        defaultValue={editMinutes ?? ALWAYS}
        disabled={disabled}
      >
        {editChoices(editMinutes).map((minutes) => (
          <option key={minutes ?? ALWAYS} value={minutes ?? ALWAYS}>
            {minutes === null ? strings.editAlways : minutes === 0 ? strings.editNever : editFor(minutes)}
          </option>
        ))}
      </SelectField>
      <Switch
        label={strings.previewsTyping}
        hint={strings.previewsTypingHint}
        name="previewsTyping"
        defaultChecked={previewsTyping}
        disabled={disabled}
      />
    </>
  );
}

/** In the largest unit of which it is a whole number. */
function editFor(minutes: number): string {
  if (minutes % 1440 === 0) return strings.editDays(minutes / 1440);
  return minutes % 60 === 0 ? strings.editHours(minutes / 60) : strings.editMinutesFor(minutes);
}
