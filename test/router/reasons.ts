/** For each drop reason a story that ends with it: what the tidy test holds the table of router/drops.ts against. */
import { allStories } from './story.ts'
import { tell } from './tell.ts'

const stories = allStories()

/** The first story of each reason, told to a real router; the tidy test compares what it says with the reason's name. */
export const reasonCases: Readonly<Record<string, () => { readonly reason?: string | undefined }>> = Object.fromEntries(
  stories
    .filter((story, i) => story.reason !== undefined && stories.findIndex(s => s.reason === story.reason) === i)
    .map(story => [story.reason!, () => tell(story)]),
)
