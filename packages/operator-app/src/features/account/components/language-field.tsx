import { SelectField } from '../../../components/ui/field.tsx';
import { LANGUAGE_CHOICES, languagePreference, languageStrings } from '../../../locale/language.ts';
import { isLanguage, LANGUAGE_NAMES } from '../../../locale/languages.ts';
import { useStore } from '../../../lib/use-store.ts';

/** For this device. What is being written and said goes on: only the words around it change. */
export function LanguageField() {
  const chosen = useStore(languagePreference);
  return (
    <SelectField
      label={languageStrings.label}
      value={chosen}
      onChange={({ target }) =>
        languagePreference.set(LANGUAGE_CHOICES.find((each) => each === target.value) ?? 'browser')
      }
    >
      {LANGUAGE_CHOICES.map((choice) => (
        <option key={choice} value={choice} {...(isLanguage(choice) && { lang: choice })}>
          {isLanguage(choice) ? LANGUAGE_NAMES[choice] : languageStrings.browser}
        </option>
      ))}
    </SelectField>
  );
}
