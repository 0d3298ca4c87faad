import { Choice, Choices } from '../../components/choice'
import { TextField } from '../../components/field'
import { allNews, type News, newsWords } from './channel'

export interface Chosen {
  events: News[]
  environments: string[]
  releases: string
}

/** Which news a channel is told. */
export function FilterFields({
  chosen: { events, environments, releases },
  all,
  onChange,
}: {
  chosen: Chosen
  /** Keys of the project's environments. */
  all: readonly string[]
  onChange: (part: Partial<Chosen>) => void
}) {
  const toggled = <T,>(list: readonly T[], one: T, isIn: boolean): T[] =>
    isIn ? [...list, one] : list.filter((other) => other !== one)
  return (
    <>
      <Choices label="Told when">
        {allNews.map((news) => (
          <Choice
            key={news}
            checked={events.includes(news)}
            onChange={(isIn) => onChange({ events: toggled(events, news, isIn) })}
          >
            {newsWords[news]}
          </Choice>
        ))}
      </Choices>
      <Choices label={environments.length === 0 ? 'In every environment, or only in' : 'Only in'}>
        {all.map((environment) => (
          <Choice
            key={environment}
            checked={environments.includes(environment)}
            onChange={(isIn) => onChange({ environments: toggled(environments, environment, isIn) })}
          >
            {environment}
          </Choice>
        ))}
      </Choices>
      <TextField
        label="Only of releases whose key begins so"
        value={releases}
        placeholder="all"
        spellCheck={false}
        onChange={(releases) => onChange({ releases })}
      />
    </>
  )
}
