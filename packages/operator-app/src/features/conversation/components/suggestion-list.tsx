import './suggestion-list.css';
import { Avatar } from '../../../components/ui/avatar.tsx';
import type { Suggestions } from '../suggest/use-suggestions.ts';
import { talkStrings as strings } from '../talk-strings.ts';
import type { DraftKind } from '../use-draft.ts';

/** What fits what is being written, above the field. */
export function SuggestionList({ suggestions, kind }: { suggestions: Suggestions; kind: DraftKind }) {
  const { listId, items, current, choose } = suggestions;
  return (
    <>
      <p className="visually-hidden" role="status">
        {items.length > 0 && strings.found(items.length)}
      </p>
      {items.length > 0 && (
        <div
          id={listId}
          role="listbox"
          aria-label={kind === 'note' ? strings.colleagues : strings.canned}
          className="suggestions"
        >
          {items.map((item) => (
            <div
              key={item.id}
              id={`${listId}-${item.id}`}
              role="option"
              aria-selected={item === current}
              className="suggestion"
              ref={(element) => {
                if (item === current) element?.scrollIntoView({ block: 'nearest' });
              }}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(item)}
            >
              {kind === 'note' && <Avatar id={item.id} name={item.title} size={22} />}
              <span className="suggestion-title truncate" dir="auto">
                {item.title}
              </span>
              <span className="suggestion-detail truncate" dir="auto">
                {item.detail}
              </span>
            </div>
          ))}
        </div>
      )}
    </>
  );
}
